// SPDX-License-Identifier: Apache-2.0
#include "voxInspectVerb.h"

#include "voxCommandLine.h"
#include "voxDicomFolder.h"
#include "voxInspection.h"
#include "voxLoadTorchPart.h"
#include "voxNnunetFolder.h"
#include "voxReadVolume.h"

#include <optional>

namespace vox
{
namespace
{

bool
IsRegistry(const std::string & word)
{
  return word == "losses" || word == "networks";
}

class InspectVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "inspect", "Say what a file, a data set, a model or a training run holds",
        "Shows, by what SUBJECT is: geometry, type, range and labels of an image; the cases of a data set with sizes,\n"
        "spacings and problems; plan, labels and provenance of a model file or of a results folder of nnU-Net; the\n"
        "series, segmentations and personal data of a DICOM folder or file; the configurations of plans.json; the\n"
        "epochs of a run folder so far; or, for the words `losses`, `methods`,\n"
        "`metrics` and `networks`, the tables of what can be chosen.",
        "Headers of DICOM and of data sets only; --check reads all voxels of a data set.",
        "  voxtome inspect image.nii.gz\n"
        "  voxtome inspect Dataset004_Hippocampus --check\n"
        "  voxtome inspect DICOM\n"
        "  voxtome inspect model.safetensors\n"
        "  voxtome inspect losses"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("subject", m_Subject,
                   "file, data set, model, nnU-Net results folder, run folder, or losses|methods|metrics|networks")
        ->type_name("PATH|losses|methods|metrics|networks")
        ->required();
    app.add_option("--volume", m_Volume, "which volume of a 4D file, from 0; without it only its header is shown");
    app.add_flag("--check", m_Check, "read all voxels of a data set, not only headers");
  }

  void
  Run(Session & session) override
  {
    const Inspection inspection = Inspect(session);
    session.terminal.Print(inspection.text);
    session.terminal.Result(inspection.json);
  }

private:
  Inspection
  Inspect(const Session & session) const
  {
    if (IsRegistry(m_Subject))
    {
      return LoadTorchPart(session).inspectRegistry(m_Subject);
    }
    if (m_Subject == "metrics")
    {
      return InspectMetrics();
    }
    if (m_Subject == "methods")
    {
      return InspectMethods();
    }
    const std::filesystem::path path = m_Subject;
    if (!std::filesystem::exists(path))
    {
      Fail(ErrorKind::BadInput,
           "{}: no such file or folder, and not one of the words losses, methods, metrics, networks", m_Subject);
    }
    if (std::filesystem::is_directory(path) && IsRunFolder(path))
    {
      return InspectRun(path);
    }
    if (IsNnunetFolder(path))
    {
      return LoadTorchPart(session).inspectModel(path);
    }
    const bool isDataset = std::filesystem::exists(path / "dataset.json") || path.extension() == ".csv";
    const bool isKnownFile = HasImageEnding(path) || path.extension() == ".safetensors" || path.extension() == ".json";
    if (!isDataset && !isKnownFile && HoldsDicom(path))
    {
      return InspectDicom(path, session.context);
    }
    if (std::filesystem::is_directory(path) || path.extension() == ".csv")
    {
      return InspectDataset(path, m_Check, session.context);
    }
    if (path.extension() == ".safetensors")
    {
      return LoadTorchPart(session).inspectSafetensors(path);
    }
    return path.extension() == ".json" ? LoadTorchPart(session).inspectPlan(path)
                                       : InspectImage(path, m_Volume, session.context);
  }

  std::string m_Subject;
  std::optional<std::int64_t> m_Volume;
  bool m_Check = false;
};

} // namespace

std::unique_ptr<Verb>
MakeInspectVerb()
{
  return std::make_unique<InspectVerb>();
}

} // namespace vox
