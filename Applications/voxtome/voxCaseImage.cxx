// SPDX-License-Identifier: Apache-2.0
#include "voxCaseImage.h"

#include "voxError.h"
#include "voxReadDicom.h"
#include "voxReadVolume.h"
#include "voxTensorMemory.h"

#include <algorithm>

namespace vox
{
namespace
{

/** One channel a volume after the other, as one image. */
Volume
Joined(const std::vector<Volume> & channels)
{
  const Zyx<std::int64_t> & size = channels.front().geometry.size;
  std::int64_t count = 0;
  for (const Volume & channel : channels)
  {
    count += channel.voxels.size(0);
  }
  const at::Tensor voxels = NewTensor(std::array<std::int64_t, 4>{count, size.z, size.y, size.x}, at::kFloat);
  float * to = MutableValuesOf<float>(voxels);
  for (const Volume & channel : channels)
  {
    const at::Tensor whole = Contiguous(channel.voxels);
    to = std::copy_n(ValuesOf<float>(whole), whole.numel(), to);
  }
  return MakeVolume(voxels, channels.front().geometry);
}

class ChannelReader
{
public:
  void
  Read(const std::filesystem::path & file, const std::string & series, const ReadCaseOptions & options,
       const RunContext & context)
  {
    if (HasImageEnding(file) || !HoldsDicom(file))
    {
      Add(ReadImage(file, {options.volume}), file);
      return;
    }
    DicomImage dicom = ReadDicom(file, series, {}, context);
    for (const std::string & note : dicom.notes)
    {
      m_Result.notes.push_back(file.string() + ": " + note);
    }
    if (m_Result.source && m_Result.source->frameOfReferenceUid != dicom.source.frameOfReferenceUid)
    {
      Fail(ErrorKind::BadInput,
           "{}: frame of reference {}, expected {} as in {}; the channels of a case are one patient's in one position",
           file.string(), dicom.source.frameOfReferenceUid, m_Result.source->frameOfReferenceUid,
           m_Files.front().string());
    }
    Add(std::move(dicom.image), file);
    if (!m_Result.source)
    {
      m_Result.source = std::move(dicom.source);
    }
  }

  [[nodiscard]] CaseImage
  Result()
  {
    m_Result.image = m_Channels.size() == 1 ? m_Channels.front() : Joined(m_Channels);
    return std::move(m_Result);
  }

private:
  void
  Add(Volume channel, const std::filesystem::path & file)
  {
    if (!m_Channels.empty())
    {
      RequireSameGeometry(channel.geometry, file.string(), m_Channels.front().geometry, m_Files.front().string());
    }
    m_Channels.push_back(std::move(channel));
    m_Files.push_back(file);
  }

  std::vector<Volume> m_Channels;
  std::vector<std::filesystem::path> m_Files;
  CaseImage m_Result;
};

} // namespace

CaseImage
ReadCase(const CaseFiles & files, const ReadCaseOptions & options, const RunContext & context)
{
  if (std::ranges::all_of(files.channels, HasImageEnding))
  {
    return {options.channels ? ReadCaseImage(files.channels, *options.channels)
                             : ReadCaseImage(files.channels, {options.volume}),
            std::nullopt,
            {}};
  }
  ChannelReader reader;
  for (std::size_t i = 0; i < files.channels.size(); ++i)
  {
    reader.Read(files.channels[i], i < options.series.size() ? options.series[i] : "", options, context);
  }
  CaseImage read = reader.Result();
  if (options.channels && read.image.voxels.size(0) != *options.channels)
  {
    Fail(ErrorKind::BadInput, "{}: found {} channels, expected {}", files.channels.front().string(),
         read.image.voxels.size(0), *options.channels);
  }
  return read;
}

void
LogNotes(const std::vector<std::string> & notes, const RunContext & context)
{
  for (const std::string & note : notes)
  {
    context.Log(LogLevel::Warning, note);
  }
}

} // namespace vox
