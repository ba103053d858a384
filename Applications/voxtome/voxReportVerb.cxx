// SPDX-License-Identifier: Apache-2.0
#include "voxReportVerb.h"

#include "voxAtomicFile.h"
#include "voxCommandLine.h"
#include "voxOutputPath.h"
#include "voxPrintPage.h"
#include "voxPrivateFolder.h"
#include "voxReportPages.h"

#include <filesystem>

namespace vox
{
namespace
{

class ReportVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "report", "Write a page on a training, an evaluation, a comparison, a data set or a case",
        "Writes one HTML file that needs nothing else: no network, no other files, no scripts but its own, which its\n"
        "content security policy names by their hashes. It reads in light and dark, on paper and by keyboard; with "
        "the\n"
        "ending .pdf it is printed by an installed Chromium. What a report is on follows from SOURCE:\n"
        "  a summary.json of evaluate or nnU-Net, or a folder with one: what was missed, first; means with intervals,\n"
        "    box plots, agreement of volumes, confusion matrix (evaluate --confusion), the worst cases with slices,\n"
        "    a viewer and surface distances, a table of all cases, what the numbers are;\n"
        "  two or more of these: paired differences to the first, intervals, Wilcoxon's test corrected by Holm;\n"
        "  a run folder of train: curves, learning rate, patches as the network saw them, options, data;\n"
        "  a data set: problems first, outliers, sizes, spacings, intensities, volumes of the labels;\n"
        "  an image, its labels and, if there is one, a reference: measures in ml and mm, and pictures.\n"
        "Images of an evaluation are looked for in --images by the names of the cases. File names are in the page, "
        "folders\n"
        "and patient names are not.",
        "Viewers show volumes thinned to about a million voxels, which they say. Pictures of surfaces need VTK and an "
        "X\n"
        "server or Xvfb (package xvfb); without them the page says so.",
        "  voxtome report image.nii.gz prediction.nii.gz label.nii.gz -o case.html\n"
        "  voxtome report Dataset004_Hippocampus -o dataset.html"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("source", m_Request.sources, "what to report on")->required();
    app.add_option("-o,--output", m_Output, "file to write, .html or .pdf")->required();
    AddChoice(app, "--kind", m_Request.kind, "what the sources are");
    app.add_option("--title", m_Request.title, "of the page");
    app.add_option("--images", m_Request.images, "folder or data set with the images of the cases of an evaluation");
    app.add_option("--models", m_Request.models, "names of compared models; those of their folders by default")
        ->type_name("NAME");
    app.add_option("--names", m_Request.names, "table with names and colors of the label values");
    app.add_option("--window", m_Request.window, "intensities of pictures that are black and white")
        ->type_name("auto|NAME|LOWER,UPPER")
        ->capture_default_str();
    app.add_option("--series", m_Request.series, "UID of the DICOM series of a case, where there are several");
    app.add_option("--worst", m_Request.worst, "cases of an evaluation with pictures")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_flag("!--no-surfaces", m_Request.surfaces, "leave the pictures of surfaces out");
  }

  void
  Run(Session & session) override
  {
    const std::string ending = std::filesystem::path(m_Output).extension().string();
    if (ending != ".html" && ending != ".pdf")
    {
      Fail(ErrorKind::Usage, "{}: its ending names no page that report writes, expected .html or .pdf", m_Output);
    }
    const ReportKind kind = KindOfReport(m_Request);
    RequireWritable(m_Output);
    if (ending == ".pdf")
    {
      RequireBrowser(m_Output);
    }
    const std::string html = RenderResultsPage(MakeReport(m_Request, kind, session));
    if (ending == ".html")
    {
      WriteTextFile(m_Output, html);
    }
    else
    {
      const PrivateFolder folder;
      WriteTextFile(folder.Path() / "report.html", html);
      PrintPage(folder.Path() / "report.html", m_Output);
    }
    const auto bytes = std::filesystem::file_size(m_Output);
    constexpr double Megabyte = 1e6;
    session.terminal.Print(
        fmt::format("{}: {} report, {:.1f} MB", m_Output, NameOf(kind), static_cast<double>(bytes) / Megabyte));
    session.terminal.Result({{"report", m_Output}, {"kind", NameOf(kind)}, {"bytes", bytes}});
  }

private:
  ReportRequest m_Request;
  std::string m_Output;
};

} // namespace

std::unique_ptr<Verb>
MakeReportVerb()
{
  return std::make_unique<ReportVerb>();
}

} // namespace vox
