// SPDX-License-Identifier: Apache-2.0
#include "voxViewerWindow.h"

#include "voxTensorMemory.h"

#include <vtkImageMapper.h>
#include <vtkTextProperty.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>

namespace vox
{

ViewerWindow::ViewerWindow(vtkRenderWindow & window, ViewerCase shown, const ViewerOptions & options,
                           const RunContext & context)
    : m_Window(window),
      m_Threads(context.ThreadCount()),
      m_Scene(std::move(shown), m_Threads),
      m_State(m_Scene),
      m_Control(m_Scene, m_State),
      m_Maker(m_Scene.Case().labels, m_Threads),
      m_Pane(m_Scene)
{
  m_State.window = options.window.value_or(m_State.window);
  if (options.positionLps)
  {
    MoveCrosshair(m_State, m_Scene, *options.positionLps);
  }
  const vtkNew<vtkImageMapper> mapper;
  mapper->SetInputData(m_Image);
  mapper->SetColorWindow(255.0);
  mapper->SetColorLevel(127.5);
  const vtkNew<vtkActor2D> actor;
  actor->SetMapper(mapper);
  m_Flat->AddActor2D(actor);
  m_Flat->InteractiveOff();
  m_Window.SetNumberOfLayers(2);
  m_Flat->SetLayer(0);
  m_Pane.Renderer()->SetLayer(1);
  m_Pane.Renderer()->PreserveColorBufferOn();
  m_Window.AddRenderer(m_Flat);
  m_Window.AddRenderer(m_Pane.Renderer());
}

ViewerWindow::~ViewerWindow()
{
  m_Window.RemoveRenderer(m_Pane.Renderer());
  m_Window.RemoveRenderer(m_Flat);
}

ViewerLayout
ViewerWindow::Layout() const
{
  const int * size = m_Window.GetSize();
  return {size[0], size[1]};
}

bool
ViewerWindow::TakeSurfaces(bool waits)
{
  if (m_Maker.BecameReady(waits))
  {
    m_Pane.SetSurfaces(m_Maker.Surfaces(), m_Scene);
  }
  return m_Maker.Note() != m_LastNote;
}

void
ViewerWindow::PlacePane(const ViewerLayout & layout)
{
  const PixelBox pane = layout.SurfacePane();
  const double width = layout.Width();
  const double height = layout.Height();
  m_Pane.Renderer()->SetViewport(pane.x / width, 1.0 - (pane.y + pane.height) / height, (pane.x + pane.width) / width,
                                 1.0 - pane.y / height);
  m_Pane.Renderer()->SetDraw(!m_State.showsHelp);
}

void
ViewerWindow::ShowFrame(const Picture & frame)
{
  m_Image->SetDimensions(frame.width, frame.height, 1);
  m_Image->AllocateScalars(VTK_UNSIGNED_CHAR, 3);
  auto * pixels = static_cast<std::uint8_t *>(m_Image->GetScalarPointer());
  const std::size_t row = static_cast<std::size_t>(frame.width) * 3;
  const std::uint8_t * last = frame.pixels.data() + frame.pixels.size();
  for (int y = 0; y < frame.height; ++y) // VTK's rows begin below
  {
    last -= row;
    std::copy(last, last + row, pixels + static_cast<std::size_t>(y) * row);
  }
  m_Image->Modified();
}

void
ViewerWindow::ShowTexts(const std::vector<FrameText> & texts)
{
  while (m_Texts.size() < texts.size())
  {
    m_Texts.push_back(vtkSmartPointer<vtkTextActor>::New());
    m_Texts.back()->GetTextProperty()->SetVerticalJustificationToCentered();
    m_Texts.back()->GetTextProperty()->ShadowOn();
    m_Flat->AddActor2D(m_Texts.back());
  }
  const int height = Layout().Height();
  for (std::size_t i = 0; i < m_Texts.size(); ++i)
  {
    vtkTextActor & actor = *m_Texts[i];
    actor.SetVisibility(i < texts.size() && !texts[i].text.empty());
    if (i < texts.size())
    {
      const FrameText & text = texts[i];
      actor.SetInput(text.text.c_str());
      actor.SetDisplayPosition(text.x, height - 1 - text.y);
      vtkTextProperty & look = *actor.GetTextProperty();
      look.SetFontSize(text.size);
      look.SetColor(text.color[0] / 255.0, text.color[1] / 255.0, text.color[2] / 255.0);
      text.isCentered ? look.SetJustificationToCentered() : look.SetJustificationToLeft();
    }
  }
}

void
ViewerWindow::Render()
{
  const ViewerLayout layout = Layout();
  m_LastNote = m_Maker.Note();
  Picture frame = DrawFrame(m_Scene, m_State, layout, m_Threads);
  if (m_State.showsHelp)
  {
    std::ranges::for_each(frame.pixels, [](std::uint8_t & value) { value /= 5; });
  }
  ShowFrame(frame);
  ShowTexts(FrameTexts(m_Scene, m_State, layout, m_LastNote));
  PlacePane(layout);
  m_Pane.Update(m_State);
  m_Pane.Renderer()->ResetCameraClippingRange();
  m_Window.Render();
}

at::Tensor
ViewerWindow::Screenshot()
{
  Render();
  const int * size = m_Window.GetSize();
  const vtkNew<vtkUnsignedCharArray> rgb;
  m_Window.GetPixelData(0, 0, size[0] - 1, size[1] - 1, 0, rgb);
  const std::array<std::int64_t, 4> sizes{3, 1, size[1], size[0]};
  at::Tensor picture = NewTensor(sizes, at::kByte);
  auto * values = MutableValuesOf<std::uint8_t>(picture);
  const std::uint8_t * pixels = rgb->GetPointer(0);
  const std::int64_t count = sizes[2] * sizes[3];
  for (std::int64_t y = 0; y < sizes[2]; ++y)
  {
    for (std::int64_t x = 0; x < sizes[3]; ++x)
    {
      const std::uint8_t * pixel = pixels + ((sizes[2] - 1 - y) * sizes[3] + x) * 3;
      for (std::int64_t channel = 0; channel < 3; ++channel)
      {
        values[channel * count + y * sizes[3] + x] = pixel[channel];
      }
    }
  }
  return picture;
}

} // namespace vox
