// SPDX-License-Identifier: Apache-2.0
#include "voxConvertDicom.h"

#include "voxCaseImage.h"
#include "voxDicomSegmentation.h"
#include "voxError.h"
#include "voxLabelFiles.h"
#include "voxLabelOutput.h"
#include "voxReadDicom.h"
#include "voxReadVolume.h"
#include "voxRtStructure.h"
#include "voxSegmentationFile.h"
#include "voxWriteVolume.h"

namespace vox
{
namespace
{

bool
IsDicom(const std::filesystem::path & path)
{
  return !HasImageEnding(path) && HoldsDicom(path);
}

/** What labels belong to: a grid, and frames where it is DICOM. */
struct Likeness
{
  std::optional<ImageGeometry> grid;
  std::optional<DicomSource> source;
};

class DicomConverter
{
public:
  DicomConverter(const DicomConversion & conversion, const RunContext & context)
      : m_Conversion(conversion), m_Context(context)
  {}

  void
  Convert() const
  {
    if (!IsDicom(m_Conversion.in) && !std::filesystem::is_directory(m_Conversion.in))
    {
      const Likeness like = ReadLike();
      Write(ReadSegmentation(m_Conversion.in), like.source);
    }
    else if (const std::optional<DicomAnnotation> labels = AnnotationOf(m_Conversion.in))
    {
      ConvertLabels(*labels);
    }
    else
    {
      ConvertSeries();
    }
  }

private:
  void
  Tell(const std::string & path, const std::vector<std::string> & notes) const
  {
    for (const std::string & note : notes)
    {
      m_Context.Log(LogLevel::Warning, path + ": " + note);
    }
  }

  /** The labels that IN holds where it is not a series. */
  [[nodiscard]] std::optional<DicomAnnotation>
  AnnotationOf(const std::filesystem::path & path) const
  {
    const DicomFolder folder = ScanDicom(path, m_Context);
    const bool only = folder.series.empty() && folder.annotations.size() == 1;
    return only ? std::optional(folder.annotations.front()) : std::nullopt;
  }

  void
  ConvertSeries() const
  {
    if (HasDicomEnding(m_Conversion.out))
    {
      Fail(ErrorKind::Usage, "{}: found a series of images, expected labels to write as {}; choose .nii.gz or .nrrd",
           m_Conversion.in, m_Conversion.out);
    }
    if (m_Conversion.wantsLabels)
    {
      Fail(ErrorKind::Usage,
           "{}: found a series of images, expected labels; leave --labels, --label-table and --map-to out",
           m_Conversion.in);
    }
    if (!m_Conversion.like.empty())
    {
      Fail(ErrorKind::Usage, "--like: {} holds images, not labels; leave the option out", m_Conversion.in);
    }
    const DicomImage dicom = ReadDicom(m_Conversion.in, m_Conversion.series, {}, m_Context);
    Tell(m_Conversion.in, dicom.notes);
    WriteImage(m_Conversion.out, dicom.image);
  }

  void
  ConvertLabels(const DicomAnnotation & labels) const
  {
    const Likeness like = ReadLike();
    if (labels.modality == "RTSTRUCT")
    {
      if (!like.source)
      {
        Fail(ErrorKind::Usage,
             "{}: contours of a structure set are filled on the slices of their series; give it by --like DICOM",
             labels.file.string());
      }
      const RtStructure read = ReadRtStructure(labels.file, *like.grid, *like.source);
      Tell(m_Conversion.in, read.notes);
      Write(read.segmentation, like.source);
      return;
    }
    if (like.source)
    {
      Write(ReadDicomSegmentation(labels.file, *like.grid, *like.source), like.source);
      return;
    }
    const Segmentation read = ReadDicomSegmentation(labels.file);
    Write(like.grid ? OnGrid(read, *like.grid) : read, std::nullopt);
  }

  [[nodiscard]] Likeness
  ReadLike() const
  {
    if (m_Conversion.like.empty())
    {
      return {};
    }
    RequireExists(m_Conversion.like);
    if (!IsDicom(m_Conversion.like))
    {
      return {ReadImageInfo(m_Conversion.like).geometry, std::nullopt};
    }
    DicomImage dicom = ReadDicom(m_Conversion.like, m_Conversion.series, {}, m_Context);
    Tell(m_Conversion.like, dicom.notes);
    return {dicom.image.geometry, std::move(dicom.source)};
  }

  void
  Write(const Segmentation & segmentation, const std::optional<DicomSource> & source) const
  {
    if (HasDicomEnding(m_Conversion.out) && !source)
    {
      Fail(ErrorKind::Usage, "{}: DICOM labels refer to a series; give it by --like DICOM", m_Conversion.out);
    }
    if (HasDicomEnding(m_Conversion.out) && !m_Conversion.isOriginKnown)
    {
      m_Context.Log(
          LogLevel::Info,
          fmt::format("{}: says that the labels were made by hand; if not, say so by --origin", m_Conversion.out));
    }
    const Segmentation renamed = Renamed(segmentation, m_Conversion.names, m_Conversion.in, m_Context);
    LogNotes(WriteLabels(m_Conversion.out, renamed, source, {m_Conversion.origin, ""}), m_Context);
  }

  const DicomConversion & m_Conversion;
  const RunContext & m_Context;
};

} // namespace

bool
ConcernsDicom(const std::string & in, const std::string & out)
{
  return HasDicomEnding(out) || IsDicom(in);
}

void
ConvertDicom(const DicomConversion & conversion, const RunContext & context)
{
  DicomConverter(conversion, context).Convert();
}

} // namespace vox
