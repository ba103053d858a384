// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewerWindow_h
#define voxViewerWindow_h

#include "voxSurfaceMaker.h"
#include "voxSurfacePane.h"
#include "voxViewer.h"
#include "voxViewerControl.h"
#include "voxViewerFrame.h"

#include <vtkActor2D.h>
#include <vtkImageData.h>
#include <vtkRenderWindow.h>
#include <vtkTextActor.h>

#include <memory>

namespace vox
{

/** One case in a window of VTK: a picture of all that DrawFrame draws, texts on it, and the surface view. */
class ViewerWindow
{
public:
  ViewerWindow(vtkRenderWindow & window, ViewerCase shown, const ViewerOptions & options, const RunContext & context);
  ~ViewerWindow();
  ViewerWindow(const ViewerWindow &) = delete;
  ViewerWindow & operator=(const ViewerWindow &) = delete;

  [[nodiscard]] const ViewerScene &
  Scene() const
  {
    return m_Scene;
  }
  [[nodiscard]] ViewerState &
  State()
  {
    return m_State;
  }
  [[nodiscard]] ViewerControl &
  Control()
  {
    return m_Control;
  }
  [[nodiscard]] ViewerLayout Layout() const;
  /** Takes surfaces that have become ready, and waits for them where `waits`. True where there is something new. */
  bool TakeSurfaces(bool waits);
  void Render();
  /** What is shown, uint8 RGB [3, 1, H, W]. */
  [[nodiscard]] at::Tensor Screenshot();

private:
  void ShowFrame(const Picture & frame);
  void ShowTexts(const std::vector<FrameText> & texts);
  void PlacePane(const ViewerLayout & layout);

  vtkRenderWindow & m_Window;
  int m_Threads;
  ViewerScene m_Scene;
  ViewerState m_State;
  ViewerControl m_Control;
  SurfaceMaker m_Maker;
  SurfacePane m_Pane;
  std::string m_LastNote;
  vtkNew<vtkRenderer> m_Flat;
  vtkNew<vtkImageData> m_Image;
  std::vector<vtkSmartPointer<vtkTextActor>> m_Texts;
};

} // namespace vox

#endif
