// SPDX-License-Identifier: Apache-2.0
#include "voxCommandLine.h"
#include "voxConvertVerb.h"
#include "voxDemoVerb.h"
#include "voxDoctorVerb.h"
#include "voxEnsembleVerb.h"
#include "voxEvaluateVerb.h"
#include "voxExitCodes.h"
#include "voxFindBestVerb.h"
#include "voxInspectVerb.h"
#include "voxInterruption.h"
#include "voxPlanVerb.h"
#include "voxPostprocessVerb.h"
#include "voxPredictVerb.h"
#include "voxPreprocessVerb.h"
#include "voxProcessor.h"
#include "voxReferenceVerb.h"
#include "voxRenderVerb.h"
#include "voxReportVerb.h"
#include "voxRunManifest.h"
#include "voxSegmentVerb.h"
#include "voxSurfaceVerb.h"
#include "voxTrainVerb.h"
#include "voxVerb.h"
#include "voxViewVerb.h"

#include <itkMultiThreaderBase.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace vox
{
namespace
{

using VerbMaker = std::unique_ptr<Verb> (*)();

/** All verbs but `reference`, which needs the others, in the order of `voxtome --help`. */
constexpr std::array<VerbMaker, 17> kVerbs{
    &MakePredictVerb,    &MakeSegmentVerb, &MakeEnsembleVerb, &MakePostprocessVerb, &MakeEvaluateVerb, &MakePlanVerb,
    &MakePreprocessVerb, &MakeTrainVerb,   &MakeFindBestVerb, &MakeInspectVerb,     &MakeConvertVerb,  &MakeRenderVerb,
    &MakeSurfaceVerb,    &MakeReportVerb,  &MakeViewVerb,     &MakeDemoVerb,        &MakeDoctorVerb};

struct GlobalOptions
{
  int threads = 0;
  bool quiet = false;
  bool json = false;
};

void
DescribeProgram(CLI::App & app, GlobalOptions & options)
{
  app.get_formatter()->label("TEXT", "PATH"); // whatever is no path has a name of its own
  app.set_version_flag("--version", std::string("voxtome ") + std::string(ProgramVersion()), "print the version");
  app.add_option("--threads", options.threads, "threads to use at the most; 0 is all processors")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_flag("--quiet", options.quiet, "no progress and no notes, only results, warnings and errors");
  app.add_flag("--json", options.json, "JSON lines on stdout instead of text");
  app.require_subcommand(1);
  std::string codes;
  for (const auto & [code, meaning] : kExitMeanings)
  {
    codes += fmt::format("{}{} {}", codes.empty() ? "" : ", ", code, meaning);
  }
  app.footer("Exit codes: " + codes +
             ".\nOutput files appear whole or not at all.\n\n"
             "Example:\n  voxtome predict -m model.safetensors -i image.nii.gz -o label.nii.gz\n"
             "`voxtome VERB --help` explains a verb.");
}

/** Adds the verb with its help text to the program. */
void
DescribeVerb(CLI::App & program, Verb & verb)
{
  const VerbText text = verb.Text();
  CLI::App * app = program.add_subcommand(std::string(text.name), std::string(text.summary));
  app->fallthrough(); // --threads, --quiet and --json are understood before and after the verb
  app->footer(
      fmt::format("Also: --threads N, --quiet, --json (see `voxtome --help`)\n\n{}\n\nLimitations: {}\n\nExample:\n{}",
                  text.description, text.limitations, text.example));
  verb.Describe(*app);
}

int
Run(int argc, char ** argv)
{
  CLI::App program("voxtome: 3D medical image segmentation, from raw files to results.", "voxtome");
  GlobalOptions options;
  DescribeProgram(program, options);
  std::vector<std::unique_ptr<Verb>> verbs;
  for (const VerbMaker make : kVerbs)
  {
    verbs.push_back(make());
  }
  verbs.push_back(MakeReferenceVerb(program, verbs));
  for (const auto & verb : verbs)
  {
    DescribeVerb(program, *verb);
  }

  try
  {
    program.parse(argc, argv);
  }
  catch (const CLI::ParseError & error)
  {
    if (error.get_exit_code() == 0) // --help and --version
    {
      return program.exit(error);
    }
    Fail(ErrorKind::Usage, "{}", UsageMessage(program, error));
  }

  const OutputMode mode = options.json ? OutputMode::JsonLines : options.quiet ? OutputMode::Quiet : OutputMode::Text;
  Terminal terminal(mode);
  Session session{terminal, terminal.Context(WatchForInterruption(), 0)};
  session.context.threads = UsableThreads(options.threads, RunContext().ThreadCount(), session.context);
  itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(session.context.ThreadCount());
  for (const auto & verb : verbs)
  {
    if (program.got_subcommand(std::string(verb->Text().name)))
    {
      verb->Run(session);
    }
  }
  return 0;
}

} // namespace
} // namespace vox

int
main(int argc, char ** argv)
{
  int code = 0;
  try
  {
    code = vox::Run(argc, argv);
  }
  catch (...)
  {
    const vox::Failure failure = vox::DescribeFailure(std::current_exception());
    fmt::print(stderr, "voxtome: {}\n", failure.message);
    code = failure.exitCode;
  }
  // Files are closed by now. LibTorch would take a quarter of a second to take back its operators one by one.
  std::fflush(nullptr);
  std::quick_exit(code);
}
