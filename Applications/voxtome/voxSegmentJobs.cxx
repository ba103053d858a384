// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentJobs.h"

#include "voxInputCases.h"
#include "voxLabelFiles.h"
#include "voxLabelOutput.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"

#include <fmt/ranges.h>

#include <set>

namespace vox
{
namespace
{

namespace fs = std::filesystem;

/** The ending of an image file, as another one where label maps are not written in it; compressed NIfTI for DICOM. */
std::string
LabelEndingOf(const fs::path & image)
{
  if (!HasImageEnding(image))
  {
    return ".nii.gz";
  }
  const std::string name = image.filename().string();
  const std::string ending = name.substr(ImageStem(image).size());
  if (ending == ".jpg" || ending == ".jpeg" || ending == ".JPG" || ending == ".JPEG")
  {
    return ".png";
  }
  return ending == ".mhd" ? ".mha" : ending == ".nhdr" ? ".nrrd" : ending;
}

/** The file of each case in an output that is a file, or a folder, of the same kind as -o. */
class OutputPlace
{
public:
  OutputPlace(const std::string & option, fs::path path, bool toFile, std::string format)
      : m_Path(std::move(path)), m_ToFile(toFile), m_Format(std::move(format))
  {
    if (!m_Path.empty() && HasLabelEnding(m_Path) != toFile)
    {
      Fail(ErrorKind::Usage, "{}: found {}, expected a {} as -o is one", option, m_Path.string(),
           toFile ? "file such as instances.nii.gz" : "folder");
    }
  }

  [[nodiscard]] fs::path
  FileOf(const CaseFiles & files) const
  {
    if (m_Path.empty() || m_ToFile)
    {
      return m_Path;
    }
    return m_Path / (files.name + (m_Format.empty() ? LabelEndingOf(files.channels.front()) : m_Format));
  }

  void
  Prepare() const
  {
    if (!m_Path.empty() && !m_ToFile)
    {
      PrepareFolder(m_Path);
    }
  }

private:
  fs::path m_Path;
  bool m_ToFile;
  std::string m_Format;
};

/** Gives each case its markers; all cases without are named at once. */
void
AddMarkers(std::vector<SegmentJob> & jobs, const fs::path & source)
{
  RequireExists(source);
  if (!fs::is_directory(source))
  {
    if (jobs.size() > 1)
    {
      Fail(ErrorKind::Usage, "--markers: {} is one file, expected a folder with markers of {} cases", source.string(),
           jobs.size());
    }
    jobs.front().markers = source;
    return;
  }
  const LabelFiles files = ListLabelFiles(source);
  std::vector<std::string> missing;
  for (SegmentJob & job : jobs)
  {
    const auto found = files.find(job.files.name);
    found == files.end() ? missing.push_back(job.files.name) : void(job.markers = found->second);
  }
  if (!missing.empty())
  {
    Fail(ErrorKind::BadInput, "{}: no markers for {}; expected a label map named after each case", source.string(),
         fmt::join(missing, ", "));
  }
}

/** Throws where a file that will be written is read, or written twice. */
void
RequireOtherFiles(const std::vector<SegmentJob> & jobs, const fs::path & objects)
{
  std::set<fs::path> taken;
  for (const SegmentJob & job : jobs)
  {
    for (const fs::path & read : job.files.channels)
    {
      taken.insert(fs::weakly_canonical(read));
    }
    taken.insert(fs::weakly_canonical(job.markers));
  }
  const auto take = [&](const fs::path & file) {
    if (!file.empty() && !taken.insert(fs::weakly_canonical(file)).second)
    {
      Fail(ErrorKind::Usage, "{}: an input or another output already, expected another file, so that nothing is lost",
           file.string());
    }
  };
  for (const SegmentJob & job : jobs)
  {
    take(job.output);
    take(job.instances);
    take(job.panoptic);
  }
  take(objects);
}

} // namespace

std::vector<SegmentJob>
PlanSegmentJobs(const SegmentRequest & request)
{
  const bool toFile = IsOutputFile(request.output, request.format);
  const OutputPlace output("-o", request.output, toFile, request.format);
  const OutputPlace instances("--instances", request.instances, toFile, request.format);
  const OutputPlace panoptic("--panoptic", request.panoptic, toFile, request.format);
  std::vector<SegmentJob> jobs;
  for (const CaseFiles & files : InputCases(request.inputs, request.output, toFile))
  {
    jobs.push_back({files, request.series, {}, output.FileOf(files), instances.FileOf(files), panoptic.FileOf(files)});
  }
  if (!request.markers.empty())
  {
    AddMarkers(jobs, request.markers);
  }
  RequireOtherFiles(jobs, request.objects);
  output.Prepare();
  instances.Prepare();
  panoptic.Prepare();
  for (const fs::path & file :
       {jobs.front().output, jobs.front().instances, jobs.front().panoptic, fs::path(request.objects)})
  {
    if (!file.empty())
    {
      RequireWritable(file);
    }
  }
  return jobs;
}

} // namespace vox
