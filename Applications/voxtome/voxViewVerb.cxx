// SPDX-License-Identifier: Apache-2.0
#include "voxViewVerb.h"

#include "voxCommandLine.h"
#include "voxError.h"
#include "voxIntensityWindow.h"
#include "voxOutputPath.h"
#include "voxViewCommand.h"
#include "voxWindowPart.h"

#include <filesystem>

namespace vox
{
namespace
{

class ViewVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "view", "Look at an image with its segmentation in a window",
        "Shows three linked planes of the patient in radiological convention (the patient's right is on the left) and\n"
        "the structures as surfaces, which are made in the background. Left drag moves the crosshair, whose position\n"
        "(LPS, mm), value and structure stand below; right drag changes window and level; the wheel goes through\n"
        "slices; a click on a structure's name shows or hides it. The key h tells the rest. A reference is an "
        "outline.\n"
        "IMAGE, LABELS and REFERENCE may be folders: n and p then go through the cases, whose labels have the same\n"
        "names. Labels on another grid are shown where they lie, which the window says. Needs a screen (DISPLAY);\n"
        "--screenshot draws the same into a file and needs none: where no X server answers, it starts an Xvfb of its\n"
        "own (package xvfb).",
        "The first channel only. Of structures that overlap, later ones cover earlier ones in slices.",
        "  voxtome view image.nii.gz label.nii.gz\n"
        "  voxtome view imagesTr predictions labelsTr --case case_07\n"
        "  voxtome view image.nii.gz label.nii.gz --screenshot picture.png"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("image", m_Command.image, "image file, DICOM, or folder of cases")->required();
    app.add_option("labels", m_Command.labels, "its segmentation, or a folder of them");
    app.add_option("reference", m_Command.reference, "segmentation to compare with, or a folder of them");
    app.add_option("--case", m_Command.caseName, "name of the case of a folder that is shown first")->type_name("NAME");
    app.add_option("--names", m_Command.names, "table with names and colors of the label values");
    app.add_option("--window", m_Window, "intensities that are black and white; auto takes percentiles of the image")
        ->type_name("auto|NAME|LOWER,UPPER")
        ->capture_default_str();
    app.add_option("--at", m_Position, "where the crosshair begins, LPS in mm; the middle by default")
        ->type_name("X,Y,Z")
        ->delimiter(',')
        ->expected(3);
    app.add_option("--width", m_Command.options.width, "of the window in pixels")->capture_default_str();
    app.add_option("--height", m_Command.options.height, "of the window in pixels")->capture_default_str();
    app.add_option("--screenshot", m_Command.screenshot, "picture to write instead of showing a window, .png");
    app.add_option("--volume", m_Command.volume, "which volume of 4D files, from 0");
    app.add_option("--series", m_Command.series, "UID of the DICOM series to show, where there are several");
  }

  void
  Run(Session & session) override
  {
    if (m_Window != "auto")
    {
      m_Command.options.window = ParseWindow(m_Window);
    }
    if (!m_Position.empty())
    {
      m_Command.options.positionLps = {m_Position[0], m_Position[1], m_Position[2]};
    }
    if (!m_Command.screenshot.empty())
    {
      if (std::filesystem::path(m_Command.screenshot).extension() != ".png")
      {
        Fail(ErrorKind::Usage, "{}: its ending names no picture that view writes, expected .png", m_Command.screenshot);
      }
      RequireWritable(m_Command.screenshot);
    }
    LoadWindowPart().view(m_Command, session);
  }

private:
  ViewCommand m_Command;
  std::string m_Window = "auto";
  std::vector<double> m_Position;
};

} // namespace

std::unique_ptr<Verb>
MakeViewVerb()
{
  return std::make_unique<ViewVerb>();
}

} // namespace vox
