// SPDX-License-Identifier: Apache-2.0
#include "voxGeometryExamples.h"
#include "voxReportPages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using namespace vox;
using namespace vox::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Rgba = std::array<int, 4>;

/** Selectors of what there is once for each plane. */
std::string
CanvasOf(int plane)
{
  return ".sv-plane:nth-child(" + std::to_string(plane + 1) + ") canvas";
}
std::string
SliderOf(int plane)
{
  return ".sv-plane:nth-child(" + std::to_string(plane + 1) + ") input[type=range]";
}
constexpr int Axial = 0;
constexpr int Coronal = 1;
constexpr int Sagittal = 2;

/** The canvas at parts of its width and height; read from a copy, since Chromium warns of canvases often read. */
Rgba
ColorAt(int plane, double partX, double partY)
{
  return Chromium::Shared().Evaluate(fmt::format(
      "(() => {{ const c = document.querySelector('{}'); const d = document.createElement('canvas').getContext('2d'); "
      "d.drawImage(c, -Math.floor({} * c.width), -Math.floor({} * c.height)); "
      "return Array.from(d.getImageData(0, 0, 1, 1).data); }})()",
      CanvasOf(plane), partX, partY));
}

std::string
Pixels(int plane)
{
  return Chromium::Shared().Evaluate("document.querySelector('" + CanvasOf(plane) + "').toDataURL()");
}

std::string
Text(const std::string & selector)
{
  return Chromium::Shared().Evaluate("document.querySelector('" + selector + "').textContent");
}

/** Presses what holds a checkbox, by its text. */
void
Toggle(const std::string & text)
{
  Chromium::Shared().Evaluate("Array.from(document.querySelectorAll('.sv-control')).find(e => e.textContent === '" +
                              text + "').querySelector('input').click()");
}

void
WaitForSlices()
{
  Chromium::Shared().WaitUntil("Array.from(document.querySelectorAll('.sv')).every(e => e.dataset.state)");
}

Rgba
Over(const Rgb & color, int grey, double opacity)
{
  const auto mixed = [&](int i) {
    return static_cast<int>(std::lround(grey + (color[static_cast<std::size_t>(i)] - grey) * opacity));
  };
  return {mixed(0), mixed(1), mixed(2), 255};
}

void
ExpectNear(const Rgba & found, const Rgba & expected)
{
  for (std::size_t i = 0; i < 4; ++i)
  {
    EXPECT_NEAR(found[i], expected[i], 2) << ::testing::PrintToString(found) << ::testing::PrintToString(expected);
  }
}

class SliceViewerPage : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    VOX_REQUIRE_CHROMIUM();
  }
  /** The bright corner and its labels, as map and as reference. */
  void
  OpenExample(const std::vector<std::string> & names)
  {
    std::vector<SliceViewerMap> maps;
    for (const std::string & name : names)
    {
      maps.push_back({&m_Labels, name});
    }
    m_Page = std::make_unique<OpenedPage>(std::vector<PageElement>{SliceViewer(m_Image, maps, TwoStructures())});
    WaitForSlices();
  }

  Volume m_Image = BrightCorner();
  Volume m_Labels = TwoLabels();
  std::unique_ptr<OpenedPage> m_Page;
};

TEST_F(SliceViewerPage, ShowsThreePlanesAtTrueProportions)
{
  OpenExample({"prediction"});
  Chromium & browser = Chromium::Shared();
  EXPECT_THAT(browser.Messages(), IsEmpty());
  EXPECT_EQ(browser.Evaluate("document.querySelector('.sv').dataset.state"), "ready");
  // 40 x 32 x 24 mm.
  const Json sizes = browser.Evaluate(
      "Array.from(document.querySelectorAll('.sv-canvas')).map(c => { const b = c.getBoundingClientRect(); "
      "return [b.width, b.height]; })");
  const double scale = sizes[0][0].get<double>() / 40.0;
  const std::array<std::array<double, 2>, 3> millimeters{{{40, 32}, {40, 24}, {32, 24}}};
  for (std::size_t plane = 0; plane < 3; ++plane)
  {
    for (std::size_t side = 0; side < 2; ++side)
    {
      EXPECT_NEAR(sizes[plane][side].get<double>(), millimeters[plane][side] * scale, 1.0);
    }
  }
}

TEST_F(SliceViewerPage, ColorsAreThoseOfPicturesAndFollowTheControls)
{
  OpenExample({"prediction"});
  Toggle("Crosshair");
  // Slices of the labels; the lines at the edges are not met.
  ExpectNear(ColorAt(Axial, 0.4, 0.5), Over(LabelColor(0), 100, 0.4));
  ExpectNear(ColorAt(Axial, 0.85, 0.5), Over(LabelColor(1), 100, 0.4));
  ExpectNear(ColorAt(Axial, 0.95, 0.5), {100, 100, 100, 255});
  ExpectNear(ColorAt(Coronal, 0.5, 0.52), Over(LabelColor(0), 100, 0.4));
  // Right, front, bottom.
  ExpectNear(ColorAt(Sagittal, 0.1, 0.1), {100, 100, 100, 255});
  Toggle("liver");
  ExpectNear(ColorAt(Axial, 0.4, 0.5), {100, 100, 100, 255});
  ExpectNear(ColorAt(Axial, 0.85, 0.5), Over(LabelColor(1), 100, 0.4));
  Chromium::Shared().Evaluate("(() => { const e = document.querySelector('.sv-opacity input'); e.value = 100;"
                              " e.dispatchEvent(new Event('input')); })()");
  ExpectNear(ColorAt(Axial, 0.85, 0.5), Over(LabelColor(1), 100, 1.0));
  Toggle("prediction (filled)");
  ExpectNear(ColorAt(Axial, 0.85, 0.5), {100, 100, 100, 255});
}

TEST_F(SliceViewerPage, TheReferenceIsDrawnAsLines)
{
  OpenExample({"prediction", "reference"});
  Toggle("Crosshair");
  const std::string both = Pixels(Axial);
  Toggle("prediction (filled)");
  ExpectNear(ColorAt(Axial, 0.4, 0.5), {100, 100, 100, 255});
  const std::string lines = Pixels(Axial);
  EXPECT_NE(lines, both);
  Toggle("reference (lines)");
  EXPECT_NE(Pixels(Axial), lines);
  EXPECT_THAT(Text(".sv-status"), AllOf(HasSubstr("prediction: liver"), HasSubstr("reference: liver")));
}

TEST_F(SliceViewerPage, ScrollsByWheelKeysAndSlider)
{
  OpenExample({"prediction"});
  Chromium & browser = Chromium::Shared();
  const auto index = [&](int plane) {
    return browser.Evaluate("Number(document.querySelector('" + SliderOf(plane) + "').value)").get<int>();
  };
  const int start = index(Axial);
  EXPECT_GE(start, 4); // where labels lie
  EXPECT_LT(start, 8);
  const std::string before = Pixels(Axial);
  browser.Wheel(CanvasOf(Axial), -100.0);
  browser.WaitUntil("document.querySelector('" + SliderOf(Axial) + "').value == " + std::to_string(start + 1));
  browser.Wheel(CanvasOf(Axial), 100.0);
  browser.WaitUntil("document.querySelector('" + SliderOf(Axial) + "').value == " + std::to_string(start));
  EXPECT_EQ(Pixels(Axial), before);

  browser.Evaluate("document.querySelector('" + CanvasOf(Axial) + "').focus()");
  browser.Press("PageDown");
  EXPECT_EQ(index(Axial), 0);
  const std::string bottom = Pixels(Axial);
  EXPECT_NE(bottom, before);
  Toggle("Crosshair");
  ExpectNear(ColorAt(Axial, 0.1, 0.1), {180, 180, 180, 255}); // the right is at the left, the front on top
  ExpectNear(ColorAt(Axial, 0.9, 0.9), {100, 100, 100, 255});
  browser.Press("ArrowUp");
  EXPECT_EQ(index(Axial), 1);
  browser.Press("End");
  EXPECT_EQ(index(Axial), 11);
  browser.Press("PageUp"); // no further
  EXPECT_EQ(index(Axial), 11);
  EXPECT_THAT(Text(".sv-plane:first-child output"), HasSubstr("S 10 mm"));

  browser.Evaluate("document.querySelector('" + SliderOf(Coronal) + "').focus()");
  const int coronal = index(Coronal);
  browser.Press("ArrowRight");
  EXPECT_EQ(index(Coronal), coronal + 1);
  EXPECT_THAT(browser.Messages(), IsEmpty());
}

TEST_F(SliceViewerPage, AClickMovesTheCrosshairOfAllPlanes)
{
  OpenExample({"prediction"});
  Chromium & browser = Chromium::Shared();
  // The voxel (z, y, x) = (6, 4, 3) of the file: x -17, y -12, z 0 mm.
  browser.Evaluate("document.querySelector('" + SliderOf(Axial) + "').value = 6; document.querySelector('" +
                   SliderOf(Axial) + "').dispatchEvent(new Event('input'))");
  browser.Click(CanvasOf(Axial), 3.5 / 40.0, 4.5 / 32.0);
  EXPECT_THAT(Text(".sv-status"), AllOf(HasSubstr("LPS -17.0, -12.0, 0.0 mm"), HasSubstr("intensity about 100"),
                                        HasSubstr("rounded to steps of 1"), HasSubstr("prediction: background")));
  EXPECT_THAT(Text(".sv-plane:nth-child(2) output"), HasSubstr("A 12 mm"));
  EXPECT_THAT(Text(".sv-plane:nth-child(3) output"), HasSubstr("R 17 mm"));
  // Superior is on top: the second slice from below.
  browser.Click(CanvasOf(Coronal), 32.5 / 40.0, 10.5 / 12.0);
  EXPECT_THAT(Text(".sv-status"), HasSubstr("LPS 12.0, -12.0, -10.0 mm"));
}

TEST_F(SliceViewerPage, LettersAndPicturesAreTheSameForAnyAxisOrder)
{
  OpenExample({"prediction"});
  const Json labels = Chromium::Shared().Evaluate(
      "Array.from(document.querySelectorAll('.sv-canvas')).map(c => c.getAttribute('aria-label'))");
  EXPECT_THAT(labels[0].get<std::string>(), HasSubstr("R at the left, L at the right, A at the top, P at the bottom"));
  EXPECT_THAT(labels[1].get<std::string>(), HasSubstr("R at the left, L at the right, S at the top, I at the bottom"));
  EXPECT_THAT(labels[2].get<std::string>(), HasSubstr("A at the left, P at the right, S at the top, I at the bottom"));
  const std::string status = Text(".sv-status");
  const std::vector<std::string> pictures{Pixels(Axial), Pixels(Coronal), Pixels(Sagittal)};
  const std::vector<AxisOrder> orders = AllAxisOrders();
  for (std::size_t i = 3; i < orders.size(); i += 6) // eight, of all permutations and flips
  {
    m_Image = Reordered(BrightCorner(), orders[i]);
    m_Labels = Reordered(TwoLabels(), orders[i]);
    OpenExample({"prediction"});
    EXPECT_EQ(Chromium::Shared().Evaluate(
                  "Array.from(document.querySelectorAll('.sv-canvas')).map(c => c.getAttribute('aria-label'))"),
              labels);
    EXPECT_EQ(Text(".sv-status"), status);
    EXPECT_EQ((std::vector<std::string>{Pixels(Axial), Pixels(Coronal), Pixels(Sagittal)}), pictures);
  }
}

TEST_F(SliceViewerPage, AnImageOfOneSliceHasOnePlane)
{
  m_Image = Crop(m_Image, {{5, 0, 0}, {6, 32, 40}});
  m_Labels = Crop(m_Labels, {{5, 0, 0}, {6, 32, 40}});
  OpenExample({"prediction"});
  Chromium & browser = Chromium::Shared();
  EXPECT_EQ(browser.Evaluate("document.querySelectorAll('.sv-canvas').length"), 1);
  EXPECT_EQ(browser.Evaluate("document.querySelector('.sv-slider').offsetHeight"), 0);
  Toggle("Crosshair");
  ExpectNear(ColorAt(Axial, 0.4, 0.5), Over(LabelColor(0), 100, 0.4));
  EXPECT_THAT(browser.Messages(), IsEmpty());
}

TEST_F(SliceViewerPage, SeveralOnAPageAreUnpackedWhenTheyComeIntoView)
{
  const SliceViewerMap map{&m_Labels, "prediction"};
  std::vector<PageElement> elements;
  for (int i = 0; i < 5; ++i)
  {
    elements.emplace_back(SliceViewer(m_Image, {&map, 1}, TwoStructures()));
  }
  const OpenedPage page(std::move(elements));
  Chromium & browser = Chromium::Shared();
  browser.WaitUntil("document.querySelector('.sv').dataset.state === 'ready'");
  WaitForSlices(); // all of them, for who prints
  // What is done to one does nothing to others.
  browser.Wheel(".sv:nth-of-type(2) canvas", -100.0);
  const auto first = browser.Evaluate("document.querySelector('.sv .sv-slider input').value");
  browser.WaitUntil("document.querySelectorAll('.sv')[1].querySelector('input').value != " + first.dump());
  EXPECT_EQ(browser.Evaluate("document.querySelectorAll('.sv')[2].querySelector('input').value"), first);
  EXPECT_EQ(browser.Evaluate("document.querySelectorAll('main ~ script').length"), 1);
  EXPECT_THAT(browser.Messages(), IsEmpty());
}

TEST_F(SliceViewerPage, NamesDoNoHarm)
{
  const std::string harm = "\"'><script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>";
  SliceViewerOptions options = TwoStructures();
  options.title = harm;
  options.structures[0].name = harm;
  const SliceViewerMap map{&m_Labels, harm};
  const OpenedPage page({SliceViewer(m_Image, {&map, 1}, options)});
  WaitForSlices();
  Chromium & browser = Chromium::Shared();
  EXPECT_EQ(browser.Evaluate("typeof window.harmed"), "undefined");
  EXPECT_EQ(browser.Evaluate("document.querySelectorAll('.sv img, .sv script').length"), 0);
  EXPECT_EQ(Text(".sv h3"), harm);
  EXPECT_THAT(Text(".sv-status"), HasSubstr(harm + ": " + harm));
  EXPECT_THAT(browser.Messages(), IsEmpty());
}

TEST_F(SliceViewerPage, SaysWhatKeepsItFromShowing)
{
  // The last template lacks its end: one map of wrong length.
  PageWidget widget = SliceViewer(m_Image, {}, TwoStructures());
  widget.html.replace(widget.html.find("<template>") + 10, 40, "AAAA");
  const OpenedPage page({widget});
  WaitForSlices();
  EXPECT_EQ(Chromium::Shared().Evaluate("document.querySelector('.sv').dataset.state"), "failed");
  EXPECT_THAT(Text(".sv-status"), HasSubstr("The slices cannot be shown"));
}

} // namespace
