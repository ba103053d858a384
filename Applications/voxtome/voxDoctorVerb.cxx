// SPDX-License-Identifier: Apache-2.0
#include "voxDoctorVerb.h"

#include "voxCheckup.h"
#include "voxCommandLine.h"
#include "voxDicomToolkit.h"
#include "voxInstallation.h"
#include "voxLicences.h"
#include "voxLoadTorchPart.h"
#include "voxWindowPart.h"

#include <cstdlib>

namespace vox
{
namespace
{

/** The folder of an installation, or that of a build's sources. */
std::filesystem::path
ShippedModel()
{
  const std::filesystem::path installed = InstallationFolder() / "share/voxtome/models/hippocampus.safetensors";
  return std::filesystem::exists(installed)
             ? installed
             : std::filesystem::path(VOX_EXAMPLES_DIR) / "Hippocampus3d/model.safetensors";
}

/** Which file DCMTK, or this program in its stead, has read. */
std::string
DictionaryPlace(const DicomToolkit & toolkit)
{
  if (const char * chosen = std::getenv("DCMDICTPATH"))
  {
    return fmt::format("{} (DCMDICTPATH)", chosen);
  }
  for (const std::string & path : toolkit.usualDictionaries)
  {
    if (std::filesystem::exists(path))
    {
      return path;
    }
  }
  return (InstallationFolder() / "share/voxtome/dicom.dic").string();
}

void
CheckDicom(Checkup & checkup)
{
  checkup.Check("DICOM dictionary", [&] {
    const DicomToolkit toolkit = DescribeDicomToolkit();
    checkup.Add({{"DCMTK", toolkit.dcmtkVersion}, {"GDCM", toolkit.gdcmVersion}});
    return fmt::format("{} tags in {}", toolkit.dictionaryEntries, DictionaryPlace(toolkit));
  });
}

void
CheckTorch(Checkup & checkup, Session & session)
{
  const TorchPart * part = nullptr;
  const bool isLoaded = checkup.Check("LibTorch part", [&] {
    part = &LoadTorchPart(session);
    return std::string("loaded");
  });
  if (!isLoaded)
  {
    return;
  }
  checkup.Check("LibTorch version", [&] {
    checkup.Add(part->torchFacts());
    return std::string("the one that was compiled for");
  });
  checkup.Check("convolution", [&] { return part->checkConvolution(); });
  checkup.Check("shipped model", [&] {
    const std::filesystem::path model = ShippedModel();
    static_cast<void>(part->inspectModel(model));
    return "whole: " + model.string();
  });
}

/** No failure where there is none: most verbs draw nothing with it. */
std::string
RendererFact()
{
  try
  {
    return LoadWindowPart().renderer();
  }
  catch (const Error & error)
  {
    return std::string("none; ") + error.what();
  }
}

void
ShowLicences(Session & session)
{
  try
  {
    static_cast<void>(LoadTorchPart());
  }
  catch (const Error &) // the libraries that are not there are in the table anyway
  {}
  const Inspection licences = DescribeLicences(InstallationFolder() / "share/doc/voxtome");
  session.terminal.Print(licences.text);
  session.terminal.Result(licences.json);
}

class DoctorVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "doctor", "Say what this machine and this build can do",
        "Prints the version, the revision of the sources and the build, versions of libraries, the processor's\n"
        "features that decide how fast a model runs, threads, memory, and what there is of CUDA: libraries, driver,\n"
        "devices. Tries what results depend on: the dictionary of DICOM tags, LibTorch, a small convolution whose\n"
        "results are known, the shipped model; a failure is told beside the rest, and ends the run with its exit\n"
        "code. Put all of it into a report of a problem. --licences lists instead the parts that others made, under\n"
        "which licences, and where the full texts lie.",
        "CUDA devices are listed, not tried; `predict --device cuda:N` takes one.",
        "  voxtome doctor\n  voxtome doctor --licences"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_flag("--licences", m_Licences, "list the parts that others made, and their licences");
  }

  void
  Run(Session & session) override
  {
    if (m_Licences)
    {
      ShowLicences(session);
      return;
    }
    Checkup checkup;
    checkup.Add(BuildFacts());
    checkup.Add(MachineFacts());
    checkup.Add({{"renderer", RendererFact()}});
    CheckDicom(checkup);
    CheckTorch(checkup, session);
    checkup.Show(session);
  }

private:
  bool m_Licences = false;
};

} // namespace

std::unique_ptr<Verb>
MakeDoctorVerb()
{
  return std::make_unique<DoctorVerb>();
}

} // namespace vox
