// SPDX-License-Identifier: Apache-2.0
#include "voxChangedVariable.h"
#include "voxDisplay.h"
#include "voxNanImage.h"
#include "voxProcess.h"
#include "voxReadVolume.h"
#include "voxRequireXvfb.h"
#include "voxSegmentationFile.h"
#include "voxTemporaryFolder.h"
#include "voxViewerLayout.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/keysym.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace vox::testing
{
namespace
{

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr int kWidth = 800;
constexpr int kHeight = 600;

/** A ramp of 40 mm with a red block on the patient's left; the second case has none of it. */
void
WriteCases(const fs::path & folder)
{
  fs::create_directories(folder / "images");
  fs::create_directories(folder / "labels");
  ImageGeometry geometry;
  geometry.size = {20, 40, 40};
  geometry.originLps = {-20.0, -20.0, 0.0};
  const at::Tensor ramp = at::arange(40, at::kFloat).reshape({1, 1, 1, 40}).expand({1, 20, 40, 40}).contiguous();
  const at::Tensor labels = at::zeros({1, 20, 40, 40}, at::kInt);
  labels.slice(1, 4, 16).slice(2, 10, 30).slice(3, 26, 36).fill_(1);
  WriteImage(folder / "images" / "a.nii.gz", MakeVolume(ramp, geometry));
  WriteImage(folder / "images" / "b.nii.gz", MakeVolume(ramp, geometry));
  WriteSegmentation(folder / "labels" / "a.seg.nrrd",
                    {{MakeVolume(labels, geometry)}, {{1, "block", Rgb{255, 0, 0}, {}, 0}}});
}

/** Red pixels of a box of a picture: clearly more red than green and blue. */
std::int64_t
CountRed(const Volume & picture, const PixelBox & box)
{
  const at::Tensor part =
      picture.voxels.slice(2, box.y, box.y + box.height).slice(3, box.x, box.x + box.width).to(at::kFloat);
  return (part[0] - at::maximum(part[1], part[2])).gt(60.0).sum().item<std::int64_t>();
}

double
MeanOf(const Volume & picture, const PixelBox & box)
{
  return picture.voxels.slice(2, box.y, box.y + box.height)
      .slice(3, box.x, box.x + box.width)
      .to(at::kFloat)
      .mean()
      .item<double>();
}

/** Somebody at the keyboard and mouse of the window. */
class Person
{
public:
  Person() : m_Display(::XOpenDisplay(nullptr))
  {
    // VTK makes windows that are gone again a moment later: to ask for one of them is no reason to end.
    ::XSetErrorHandler([](::Display *, XErrorEvent *) { return 0; });
  }
  ~Person() { ::XCloseDisplay(m_Display); }
  Person(const Person &) = delete;
  Person & operator=(const Person &) = delete;

  /** Waits for the window to be there; false after half a minute. */
  bool
  FindWindow()
  {
    for (int i = 0; i < 300; ++i)
    {
      ::Window root = 0;
      ::Window parent = 0;
      ::Window * children = nullptr;
      unsigned count = 0;
      ::XQueryTree(m_Display, DefaultRootWindow(m_Display), &root, &parent, &children, &count);
      for (unsigned child = 0; child < count; ++child)
      {
        XWindowAttributes attributes{};
        if (::XGetWindowAttributes(m_Display, children[child], &attributes) == 0)
        {
          continue;
        }
        // Once it listens: what is sent before is lost.
        if (attributes.map_state == IsViewable && (attributes.all_event_masks & KeyPressMask) != 0)
        {
          m_Window = children[child];
        }
      }
      ::XFree(children);
      if (m_Window != 0)
      {
        return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }

  void
  Type(KeySym key, unsigned state = 0)
  {
    XEvent event{};
    event.xkey.display = m_Display;
    event.xkey.window = m_Window;
    event.xkey.root = DefaultRootWindow(m_Display);
    event.xkey.keycode = ::XKeysymToKeycode(m_Display, key);
    event.xkey.state = state;
    event.xkey.same_screen = True;
    for (const int type : {KeyPress, KeyRelease})
    {
      event.xkey.type = type;
      ::XSendEvent(m_Display, m_Window, True, type == KeyPress ? KeyPressMask : KeyReleaseMask, &event);
    }
    ::XSync(m_Display, False);
  }

  void
  Drag(unsigned button, int x, int y, int toX, int toY)
  {
    // VTK asks the server where the pointer is when it moves, and takes several moves as one: each has its time.
    MovePointer(x, y);
    Button(ButtonPress, button, x, y);
    Pause();
    MovePointer(toX, toY);
    Button(ButtonRelease, button, toX, toY);
  }

  /** Presses s and reads the picture that the program writes. */
  Volume
  Screenshot(const fs::path & file)
  {
    Type(XK_s);
    EXPECT_TRUE(WaitForFile(file)) << file;
    return ReadImage(file);
  }

private:
  static void
  Pause()
  {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
  }
  void
  MovePointer(int x, int y)
  {
    ::XWarpPointer(m_Display, None, m_Window, 0, 0, 0, 0, x, y);
    ::XSync(m_Display, False);
    Pause();
  }
  void
  Button(int type, unsigned button, int x, int y)
  {
    XEvent event{};
    event.xbutton.type = type;
    event.xbutton.display = m_Display;
    event.xbutton.window = m_Window;
    event.xbutton.button = button;
    event.xbutton.x = x;
    event.xbutton.y = y;
    event.xbutton.same_screen = True;
    ::XSendEvent(m_Display, m_Window, True, type == ButtonPress ? ButtonPressMask : ButtonReleaseMask, &event);
    ::XSync(m_Display, False);
  }

  ::Display * m_Display;
  ::Window m_Window = 0;
};

std::vector<std::string>
ViewArguments(const std::vector<std::string> & more)
{
  std::vector<std::string> arguments{"view", "--width", std::to_string(kWidth), "--height", std::to_string(kHeight)};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(ViewProgram, FollowsMouseAndKeys)
{
  VOX_REQUIRE_XVFB();
  const ChangedVariable noDisplay("DISPLAY");
  const TemporaryFolder folder;
  WriteCases(folder.Path());
  const Display display(DisplayUse::OffScreen);
  Process program(ViewArguments({"images", "labels", "labels"}), folder.Path());
  Person person;
  ASSERT_TRUE(person.FindWindow());
  const ViewerLayout layout(kWidth, kHeight);
  const PixelBox axial = layout.PaneOf(Plane::Axial);
  const Volume first = person.Screenshot(folder / "voxtome-a-1.png");
  ASSERT_EQ(first.geometry.size.x, kWidth);
  ASSERT_EQ(first.geometry.size.y, kHeight);
  const PixelBox leftHalf{axial.x, axial.y, axial.width / 2, axial.height};
  const PixelBox rightHalf{axial.x + axial.width / 2, axial.y, axial.width / 2, axial.height};
  EXPECT_EQ(CountRed(first, leftHalf), 0);
  EXPECT_GT(CountRed(first, rightHalf), 500) << "the patient's left is on the right";

  // A click on the structure hides it, here and in the surface view.
  const PixelBox row = layout.ListRow(0);
  person.Drag(Button1, row.x + 10, row.y + 10, row.x + 10, row.y + 10);
  const Volume hidden = person.Screenshot(folder / "voxtome-a-2.png");
  EXPECT_EQ(CountRed(hidden, axial), 0);
  EXPECT_EQ(CountRed(hidden, layout.SurfacePane()), 0);

  // A drag of the right button upwards brightens, and the key w puts it back.
  person.Drag(Button3, axial.x + 90, axial.y + 150, axial.x + 90, axial.y + 20);
  const Volume bright = person.Screenshot(folder / "voxtome-a-3.png");
  EXPECT_GT(MeanOf(bright, axial), MeanOf(hidden, axial) + 20.0);
  person.Type(XK_w);

  // The crosshair moves, all planes with it: the sagittal one is bright on the patient's left.
  person.Drag(Button1, axial.x + axial.width / 2, axial.y + axial.height / 2, axial.x + axial.width / 2 + 100,
              axial.y + axial.height / 2);
  const Volume moved = person.Screenshot(folder / "voxtome-a-4.png");
  const PixelBox sagittal = layout.PaneOf(Plane::Sagittal);
  EXPECT_GT(MeanOf(moved, sagittal), MeanOf(hidden, sagittal) + 20.0);

  // The next case has no labels, the one after it is the first again.
  person.Type(XK_n);
  const Volume next = person.Screenshot(folder / "voxtome-b-1.png");
  EXPECT_EQ(CountRed(next, axial), 0);
  person.Type(XK_p);
  EXPECT_GT(CountRed(person.Screenshot(folder / "voxtome-a-5.png"), rightHalf), 500);

  person.Type(XK_h);
  const Volume help = person.Screenshot(folder / "voxtome-a-6.png");
  EXPECT_LT(MeanOf(help, sagittal), MeanOf(next, sagittal));
  person.Type(XK_q);
  const ProcessResult result = program.Wait();
  EXPECT_EQ(result.exitCode, 0) << result.err;
}

TEST(ViewProgram, DrawsOffScreenWithoutADisplay)
{
  VOX_REQUIRE_XVFB();
  const ChangedVariable noDisplay("DISPLAY");
  const TemporaryFolder folder;
  WriteCases(folder.Path());
  const ProcessResult result =
      RunProgram(ViewArguments({"images/a.nii.gz", "labels/a.seg.nrrd", "--screenshot", "out.png", "--at", "10,0,10"}),
                 folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const Volume picture = ReadImage(folder / "out.png");
  const ViewerLayout layout(kWidth, kHeight);
  for (const Plane plane : kPlanes)
  {
    EXPECT_GT(CountRed(picture, layout.PaneOf(plane)), 500) << AxesOf(plane).name;
  }
  EXPECT_GT(CountRed(picture, layout.SurfacePane()), 500) << "waits for the surfaces";
}

TEST(ViewProgram, AReferenceWithoutNamesIsTheStructureOfItsValue)
{
  VOX_REQUIRE_XVFB();
  const ChangedVariable noDisplay("DISPLAY");
  const TemporaryFolder folder;
  WriteCases(folder.Path());
  const Display display(DisplayUse::OffScreen);
  const Segmentation named = ReadSegmentation(folder / "labels" / "a.seg.nrrd");
  Volume plain = named.layers.front();
  WriteLabelMap(folder / "same.nii.gz", plain);
  plain.voxels = plain.voxels * 5;
  WriteLabelMap(folder / "other.nii.gz", plain);
  const auto shown = [&](const std::string & labels, const std::string & reference) {
    const ProcessResult result =
        RunProgram(ViewArguments({"images/a.nii.gz", labels, reference, "--screenshot", "out.png"}), folder.Path());
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return ReadImage(folder / "out.png").voxels;
  };
  const at::Tensor byName = shown("labels/a.seg.nrrd", "labels/a.seg.nrrd");
  EXPECT_TRUE(at::equal(shown("labels/a.seg.nrrd", "same.nii.gz"), byName));
  EXPECT_FALSE(at::equal(shown("labels/a.seg.nrrd", "other.nii.gz"), byName)) << "another structure has its own row";
}

TEST(ViewProgram, TakesAwkwardLabels)
{
  VOX_REQUIRE_XVFB();
  const ChangedVariable noDisplay("DISPLAY");
  const TemporaryFolder folder;
  ImageGeometry grid;
  grid.size = {8, 10, 13};
  ImageGeometry other = grid;
  other.spacingMm = {2.0, 2.0, 2.0};
  WriteLabelMap(folder / "other.nii.gz", MakeVolume(at::ones({1, 8, 10, 13}, at::kInt), other));
  WriteLabelMap(folder / "empty.nii.gz", MakeVolume(at::zeros({1, 8, 10, 13}, at::kInt), grid));
  WriteLabelMap(folder / "many.nii.gz", MakeVolume(at::arange(1, 1041, at::kInt).reshape({1, 8, 10, 13}), grid));
  WriteImage(folder / "constant.nii.gz", MakeVolume(at::full({1, 8, 10, 13}, 4.0, at::kFloat), grid));
  const Display display(DisplayUse::OffScreen); // one for all
  for (const std::string labels : {"other", "empty", "many"})
  {
    const ProcessResult result = RunProgram(
        ViewArguments({"constant.nii.gz", labels + ".nii.gz", "--screenshot", labels + ".png"}), folder.Path());
    EXPECT_EQ(result.exitCode, 0) << labels << ": " << result.err;
    EXPECT_TRUE(fs::exists(folder / (labels + ".png")));
  }
  const at::Tensor empty = ReadImage(folder / "empty.png").voxels;
  EXPECT_FALSE(at::equal(ReadImage(folder / "other.png").voxels, empty));
  EXPECT_FALSE(at::equal(ReadImage(folder / "many.png").voxels, empty));
}

TEST(ViewProgram, RefusesInOneLine)
{
  const ChangedVariable noDisplay("DISPLAY");
  const TemporaryFolder folder;
  WriteCases(folder.Path());
  WriteImageWithNan(folder / "nan.nrrd");
  struct Case
  {
    std::vector<std::string> arguments;
    int exitCode;
    std::string message;
  };
  const std::vector<Case> cases{{{"images/a.nii.gz"}, 5, "found no server at DISPLAY ''"},
                                {{"missing.nii.gz"}, 3, "missing.nii.gz"},
                                {{"images/a.nii.gz", "missing.nii.gz"}, 3, "missing.nii.gz"},
                                {{"nan.nrrd", "--screenshot", "a.png"}, 3, "1 of 8 values are NaN"},
                                {{"images", "labels/a.seg.nrrd"}, 2, "one file of labels for 2 cases"},
                                {{"images", "--case", "z"}, 3, "found no case 'z', expected one of a, b"},
                                {{"images/a.nii.gz", "--screenshot", "a.jpg"}, 2, "expected .png"},
                                {{"images/a.nii.gz", "--screenshot", "no/such/a.png"}, 3, "no/such"},
                                {{"images/a.nii.gz", "--width", "9000"}, 2, "expected 320 x 240 to 2048 x 2048"}};
  for (const Case & refused : cases)
  {
    std::vector<std::string> arguments{"view"};
    arguments.insert(arguments.end(), refused.arguments.begin(), refused.arguments.end());
    const ProcessResult result = RunProgram(arguments, folder.Path());
    EXPECT_EQ(result.exitCode, refused.exitCode) << result.err;
    EXPECT_THAT(result.err, HasSubstr(refused.message));
    EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
  }
}

TEST(ViewProgram, NamesThePackageThatIsMissing)
{
  const ChangedVariable noDisplay("DISPLAY");
  const ChangedVariable path("PATH", "/nonexistent");
  const TemporaryFolder folder;
  WriteCases(folder.Path());
  const ProcessResult result = RunProgram({"view", "images/a.nii.gz", "--screenshot", "a.png"}, folder.Path());
  EXPECT_EQ(result.exitCode, 5) << result.err;
  EXPECT_THAT(result.err, HasSubstr("install the package xvfb"));
  EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
  EXPECT_FALSE(fs::exists(folder / "a.png"));
}

} // namespace
} // namespace vox::testing
