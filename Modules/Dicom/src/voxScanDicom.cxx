// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFolder.h"
#include "voxDicomGroups.h"
#include "voxDicomKind.h"
#include "voxError.h"
#include "voxFileWalk.h"
#include "voxParallelFor.h"
#include "voxUnpackedZip.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

namespace vox
{
namespace
{

/** A header, or why there is none. */
struct Looked
{
  DicomHeader header;
  std::string reason;
};

std::vector<std::filesystem::path>
FilesBelow(const std::filesystem::path & root, std::vector<DicomSkipped> & skipped, const RunContext & context)
{
  std::vector<std::filesystem::path> files;
  WalkFiles(root, {.onFile =
                       [&](const std::filesystem::path & file) {
                         files.push_back(file);
                         context.ThrowIfCancelled();
                         return true;
                       },
                   .onRefused =
                       [&](const std::filesystem::path & path, const std::string & reason) {
                         skipped.push_back({path, fmt::format("cannot be read ({})", reason)});
                         return true;
                       }});
  return files;
}

Looked
LookAt(const std::filesystem::path & file)
{
  Looked looked;
  try
  {
    looked.header = ReadDicomHeader(file);
  }
  catch (const Error & error)
  {
    if (error.Kind() != ErrorKind::BadInput)
    {
      throw;
    }
    looked.reason = IsZipArchive(file) ? "zip archive within the folder; unpack it to read it" : error.what();
  }
  return looked;
}

std::vector<Looked>
LookAtAll(const std::vector<std::filesystem::path> & files, const RunContext & context)
{
  std::vector<Looked> looked(files.size());
  const auto caller = std::this_thread::get_id();
  constexpr std::int64_t grain = 16;
  const auto count = static_cast<std::int64_t>(files.size());
  ParallelFor(0, count, grain, context.ThreadCount(), [&](std::int64_t first, std::int64_t last) {
    context.ThrowIfCancelled();
    for (std::int64_t i = first; i < last; ++i)
    {
      looked[static_cast<std::size_t>(i)] = LookAt(files[static_cast<std::size_t>(i)]);
    }
    if (std::this_thread::get_id() == caller)
    {
      context.Report(static_cast<double>(last) / static_cast<double>(count), "reading DICOM headers");
    }
  });
  return looked;
}

/** True if all that is read of them is the same; files with one UID that are different images exist. */
bool
AreCopies(const DicomHeader & a, const DicomHeader & b)
{
  return a.seriesUid == b.seriesUid && a.instance.instanceNumber == b.instance.instanceNumber &&
         a.instance.frames == b.instance.frames && a.instance.positionLps == b.instance.positionLps &&
         a.orientationPatient == b.orientationPatient && a.rows == b.rows && a.columns == b.columns &&
         a.echo == b.echo && a.marks == b.marks;
}

bool
HaveSameContent(const std::filesystem::path & a, const std::filesystem::path & b)
{
  using Bytes = std::istreambuf_iterator<char>;
  std::ifstream first(a, std::ios::binary);
  std::ifstream second(b, std::ios::binary);
  return std::equal(Bytes(first), Bytes(), Bytes(second), Bytes());
}

/** Puts each file where it belongs. */
class Sorter
{
public:
  explicit Sorter(DicomFolder & folder) : m_Folder(folder) {}

  void
  Add(const std::filesystem::path & file, Looked looked)
  {
    if (looked.reason.empty() && !IsAnnotation(looked.header.instance.sopClassUid))
    {
      looked.reason = WhyNoVolume(looked.header);
    }
    if (!looked.reason.empty())
    {
      m_Folder.skipped.push_back({file, std::move(looked.reason)});
    }
    else if (IsAnnotation(looked.header.instance.sopClassUid))
    {
      AddAnnotation(file, looked.header);
    }
    else
    {
      AddImage(std::move(looked.header));
    }
  }

  void
  Finish()
  {
    m_Folder.series = MakeSeries(m_Headers);
    std::ranges::sort(m_Folder.skipped, {},
                      [](const DicomSkipped & one) -> const std::string & { return one.file.native(); });
  }

private:
  void
  SkipCopy(const std::filesystem::path & file)
  {
    m_Folder.skipped.push_back({file, "copy of an object with the same SOPInstanceUID"});
  }

  void
  AddAnnotation(const std::filesystem::path & file, const DicomHeader & header)
  {
    // Their headers look alike: edited segmentations often keep the UID.
    std::vector<std::filesystem::path> & same = m_Annotations[header.instance.sopInstanceUid];
    if (std::ranges::any_of(same, [&file](const auto & other) { return HaveSameContent(other, file); }))
    {
      SkipCopy(file);
      return;
    }
    same.push_back(file);
    const bool isStructureSet = header.instance.sopClassUid == kStructureSetClass;
    m_Folder.annotations.push_back(
        {file, isStructureSet ? "RTSTRUCT" : "SEG", header.seriesUid, header.referencedSeriesUid});
  }

  void
  AddImage(DicomHeader header)
  {
    std::vector<std::size_t> & same = m_ByUid[header.instance.sopInstanceUid];
    const auto copy = std::ranges::find_if(same, [&](std::size_t i) { return AreCopies(m_Headers[i], header); });
    if (header.instance.sopInstanceUid.empty() || copy == same.end())
    {
      same.push_back(m_Headers.size());
      m_Headers.push_back(std::move(header));
      return;
    }
    // Of a whole file and one that was cut off the whole one is read.
    DicomHeader & kept = m_Headers[*copy];
    if (kept.instance.transferSyntaxUid == header.instance.transferSyntaxUid && kept.bytes < header.bytes)
    {
      std::swap(kept, header);
    }
    SkipCopy(header.instance.file);
  }

  DicomFolder & m_Folder;
  std::vector<DicomHeader> m_Headers;
  std::map<std::string, std::vector<std::size_t>> m_ByUid; ///< indices of m_Headers
  std::map<std::string, std::vector<std::filesystem::path>> m_Annotations;
};

} // namespace

DicomFolder
ScanDicom(const std::filesystem::path & path, const RunContext & context)
{
  DicomFolder folder;
  folder.root = path;
  context.Report(0.0, "looking for files");
  const std::vector<std::filesystem::path> files = FilesBelow(path, folder.skipped, context);
  folder.files = files.size();
  std::vector<Looked> looked = LookAtAll(files, context);
  Sorter sorter(folder);
  for (std::size_t i = 0; i < files.size(); ++i)
  {
    sorter.Add(files[i], std::move(looked[i]));
  }
  sorter.Finish();
  return folder;
}

} // namespace vox
