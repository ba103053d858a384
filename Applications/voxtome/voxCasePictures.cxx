// SPDX-License-Identifier: Apache-2.0
#include "voxCasePictures.h"

#include "voxEncodePng.h"
#include "voxError.h"
#include "voxFileNotes.h"
#include "voxReadVolume.h"
#include "voxShownLabels.h"
#include "voxSliceMosaic.h"
#include "voxSliceViewer.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr std::int64_t kWidthPixels = 900;

class Drawing
{
public:
  Drawing(const CasePicturesRequest & request, const RunContext & context)
      : m_Request(request),
        m_Context(context),
        m_Image(ReadShownImage()),
        m_Shown(ReadShownLabels({request.labels, request.reference, request.names}, m_Image, context))
  {
    if (request.channels.empty())
    {
      m_Image.image = {at::zeros_like(m_Shown.labels->voxels, at::kFloat), m_Shown.labels->geometry};
      m_Result.elements.emplace_back(PageNotice{"No image is at hand for this case: labels are shown alone."});
    }
  }

  CasePictures
  Draw()
  {
    AddSlices();
    if (!IsPhotograph()) // the viewer is of slices of a patient: grey, with sides
    {
      AddViewer();
    }
    Measure();
    return std::move(m_Result);
  }

private:
  [[nodiscard]] CaseImage
  ReadShownImage() const
  {
    if (m_Request.channels.empty())
    {
      return {};
    }
    CaseImage read = ReadCase({"", {m_Request.channels.front()}, {}}, {{}, {m_Request.series}, {}}, m_Context);
    WarnOfNotes(m_Request.channels.front(), m_Context);
    LogNotes(read.notes, m_Context);
    return read;
  }

  [[nodiscard]] bool
  IsPhotograph() const
  {
    const at::Tensor & voxels = m_Image.image.voxels;
    const bool isPicture = !m_Request.channels.empty() && HasPictureEnding(m_Request.channels.front());
    return isPicture && voxels.size(1) == 1 && (voxels.size(0) == 1 || voxels.size(0) == 3);
  }

  void
  AddSlices()
  {
    SliceMosaicOptions options;
    options.widthPixels = kWidthPixels;
    options.slicesPerRow = 4;
    constexpr double MarginMm = 25.0;
    options.focusMarginMm = MarginMm;
    options.structures = m_Shown.structures;
    options.colors = m_Shown.colors;
    options.window = Window();
    options.photograph = IsPhotograph();
    const Volume * reference = m_Shown.reference ? &*m_Shown.reference : nullptr;
    AddPicture(RenderSliceMosaic(m_Image.image, &*m_Shown.labels, reference, options), "Slices of " + m_Request.name,
               reference != nullptr ? "Labels; lines are the reference." : "");
    if (reference != nullptr)
    {
      options.difference = true;
      AddPicture(RenderSliceMosaic(m_Image.image, &*m_Shown.labels, reference, options),
                 "Difference of labels and reference of " + m_Request.name,
                 "What agrees with the reference, is missed, or extra.");
    }
  }

  void
  AddPicture(const at::Tensor & rgb, const std::string & description, const std::string & caption)
  {
    m_Result.elements.emplace_back(PagePicture{EncodePng(rgb), description, caption});
  }

  void
  AddViewer()
  {
    std::vector<SliceViewerMap> maps{{&*m_Shown.labels, m_Shown.reference ? "prediction" : "labels"}};
    if (m_Shown.reference)
    {
      maps.push_back({&*m_Shown.reference, "reference"});
    }
    SliceViewerOptions options;
    options.title = m_Request.name;
    options.window = Window();
    options.structures = m_Shown.structures;
    options.colors = m_Shown.colors;
    m_Result.elements.emplace_back(SliceViewer(m_Image.image, maps, options));
  }

  [[nodiscard]] std::optional<IntensityWindow>
  Window() const
  {
    return m_Request.window == "auto" ? std::nullopt : std::optional(ParseWindow(m_Request.window));
  }

  void
  Measure()
  {
    std::vector<Segment> segments;
    for (const LabelEntry & entry : m_Shown.structures)
    {
      segments.push_back({entry.values.front(), entry.name, {}, {}});
    }
    const bool hasIntensities = !m_Request.channels.empty() && IsSameGrid();
    const Volume none{at::zeros_like(m_Shown.labels->voxels, at::kFloat), m_Shown.labels->geometry};
    m_Result.statistics =
        MeasureLabels(m_Request.name, *m_Shown.labels, hasIntensities ? m_Image.image : none, segments);
    for (LabelStatistics & row : m_Result.statistics)
    {
      row.channels.resize(hasIntensities ? row.channels.size() : 0);
    }
    m_Result.extents = MeasureExtents(*m_Shown.labels, segments);
    m_Result.space = Describe(m_Image.image.geometry);
  }

  [[nodiscard]] bool
  IsSameGrid() const
  {
    constexpr double Tolerance = 1e-3; // voxels
    return CornerDistanceVoxels(m_Image.image.geometry, m_Shown.labels->geometry) <= Tolerance;
  }

  const CasePicturesRequest & m_Request;
  const RunContext & m_Context;
  CaseImage m_Image;
  ShownLabels m_Shown;
  CasePictures m_Result;
};

} // namespace

CasePictures
DrawCase(const CasePicturesRequest & request, const RunContext & context)
{
  return Drawing(request, context).Draw();
}

} // namespace vox
