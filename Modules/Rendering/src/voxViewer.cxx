// SPDX-License-Identifier: Apache-2.0
#include "voxViewer.h"

#include "voxError.h"
#include "voxViewerWindow.h"

#include <vtkCallbackCommand.h>
#include <vtkInteractorStyleTrackballCamera.h>
#include <vtkObjectFactory.h>
#include <vtkOutputWindow.h>
#include <vtkRenderWindowInteractor.h>

#include <chrono>

namespace vox
{
namespace
{

constexpr int kTimerMilliseconds = 100;

/** Hands mouse and keys to the control, and what it leaves to the surface view's camera. */
class ViewerStyle final : public vtkInteractorStyleTrackballCamera
{
public:
  static ViewerStyle * New();

  void
  Show(const ViewerSource & source, const ViewerOptions & options, const RunContext & context, vtkRenderWindow & window)
  {
    m_Source = &source;
    m_Options = options;
    m_Context = &context;
    m_Window = &window;
    Open(source.first);
  }
  void
  Close()
  {
    m_Case.reset();
  }

  void
  OnLeftButtonDown() override
  {
    if (Press(MouseButton::Left))
    {
      return;
    }
    Superclass::OnLeftButtonDown();
  }
  void
  OnLeftButtonUp() override
  {
    Release();
    Superclass::OnLeftButtonUp();
  }
  void
  OnRightButtonDown() override
  {
    if (Press(MouseButton::Right))
    {
      return;
    }
    Superclass::OnRightButtonDown();
  }
  void
  OnRightButtonUp() override
  {
    Release();
    Superclass::OnRightButtonUp();
  }
  void
  OnMouseMove() override
  {
    const auto [x, y] = Position();
    if (m_IsTaken)
    {
      m_Case->Control().Move(m_Case->Layout(), x, y);
      m_Case->Render();
      return;
    }
    Superclass::OnMouseMove();
  }
  void
  OnMouseWheelForward() override
  {
    if (!Wheel(1))
    {
      Superclass::OnMouseWheelForward();
    }
  }
  void
  OnMouseWheelBackward() override
  {
    if (!Wheel(-1))
    {
      Superclass::OnMouseWheelBackward();
    }
  }
  /** The keys of VTK's own styles, of which some end or change the view, are not ours. */
  void
  OnChar() override
  {}
  void
  OnKeyPress() override
  {
    const char * name = this->Interactor->GetKeySym();
    const ViewerAction action = m_Case->Control().Key(name == nullptr ? "" : name);
    switch (action)
    {
    case ViewerAction::Quit:
      this->Interactor->TerminateApp();
      return;
    case ViewerAction::Screenshot:
      Say([&] { return m_Source->save(m_Case->Screenshot(), m_Case->Scene().Case().name); });
      break;
    case ViewerAction::NextCase:
    case ViewerAction::PreviousCase:
      Turn(action == ViewerAction::NextCase ? 1 : m_Source->count - 1);
      break;
    case ViewerAction::None:
      break;
    }
    m_Case->Render();
  }
  void
  OnTimer() override
  {
    if (m_Context->cancelled != nullptr && *m_Context->cancelled)
    {
      this->Interactor->TerminateApp();
    }
    else if (m_Case->TakeSurfaces(false))
    {
      m_Case->Render();
    }
  }
  void
  OnConfigure() override
  {
    m_Case->Render();
  }

private:
  [[nodiscard]] std::array<int, 2>
  Position()
  {
    const int * position = this->Interactor->GetEventPosition();
    return {position[0], m_Case->Layout().Height() - 1 - position[1]};
  }
  bool
  Press(MouseButton button)
  {
    const auto [x, y] = Position();
    m_IsTaken = m_Case->Control().Press(m_Case->Layout(), button, x, y);
    if (m_IsTaken)
    {
      m_Case->Render();
    }
    return m_IsTaken;
  }
  void
  Release()
  {
    m_Case->Control().Release();
    m_IsTaken = false;
  }
  bool
  Wheel(int steps)
  {
    const auto [x, y] = Position();
    const bool isTaken = m_Case->Control().Wheel(m_Case->Layout(), x, y, steps, this->Interactor->GetControlKey() != 0);
    if (isTaken)
    {
      m_Case->Render();
    }
    return isTaken;
  }
  /** The message that the work returns, or what failed: the window stays. */
  template <typename TWork>
  void
  Say(TWork && work)
  {
    try
    {
      m_Case->State().message = work();
    }
    catch (const Error & error)
    {
      if (!m_Case)
      {
        throw; // neither the case before is there nor the next one
      }
      m_Case->State().message = error.what();
    }
  }
  void
  Turn(std::size_t cases)
  {
    if (m_Source->count < 2)
    {
      m_Case->State().message = "there is one case only";
      return;
    }
    Say([&] {
      Open((m_Index + cases) % m_Source->count);
      return std::string();
    });
  }
  void
  Open(std::size_t index)
  {
    ViewerCase shown = m_Source->load(index);
    m_Case.reset(); // two cases together may be too much
    m_Index = index;
    m_Case = std::make_unique<ViewerWindow>(*m_Window, std::move(shown), m_Options, *m_Context);
    m_Options.positionLps.reset(); // of the first case
    const std::string title = m_Source->count > 1 ? fmt::format("{} ({} of {}) - Voxtome", m_Case->Scene().Case().name,
                                                                index + 1, m_Source->count)
                                                  : m_Case->Scene().Case().name + " - Voxtome";
    m_Window->SetWindowName(title.c_str());
  }

  const ViewerSource * m_Source = nullptr;
  ViewerOptions m_Options;
  const RunContext * m_Context = nullptr;
  vtkRenderWindow * m_Window = nullptr;
  std::size_t m_Index = 0;
  std::unique_ptr<ViewerWindow> m_Case;
  bool m_IsTaken = false;
};

vtkStandardNewMacro(ViewerStyle);

} // namespace

void
Validate(const ViewerOptions & options)
{
  if (options.width < 320 || options.height < 240 || options.width > 2048 || options.height > 2048)
  {
    Fail(ErrorKind::Usage, "size: found {} x {}, expected 320 x 240 to 2048 x 2048 pixels", options.width,
         options.height);
  }
}

at::Tensor
DrawViewer(ViewerCase shown, const ViewerOptions & options, const RunContext & context)
{
  Validate(options);
  const vtkNew<vtkRenderWindow> window;
  window->SetOffScreenRendering(1);
  window->SetMultiSamples(0);
  window->SetSize(options.width, options.height);
  ViewerWindow viewer(*window, std::move(shown), options, context);
  viewer.TakeSurfaces(true);
  return viewer.Screenshot();
}

void
ShowViewer(const ViewerSource & source, const ViewerOptions & options, const RunContext & context)
{
  Validate(options);
  const vtkNew<vtkRenderWindow> window;
  window->SetMultiSamples(0);
  window->SetSize(options.width, options.height);
  const vtkNew<vtkRenderWindowInteractor> interactor;
  const vtkNew<ViewerStyle> style;
  interactor->SetRenderWindow(window);
  interactor->SetInteractorStyle(style);
  style->Show(source, options, context, *window);
  interactor->Initialize();
  style->OnConfigure();
  interactor->CreateRepeatingTimer(kTimerMilliseconds);
  interactor->Start();
  style->Close();
}

} // namespace vox
