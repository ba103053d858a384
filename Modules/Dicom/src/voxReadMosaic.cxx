// SPDX-License-Identifier: Apache-2.0
#include "voxDicomAssembly.h"
#include "voxError.h"
#include "voxGdcmTags.h"
#include "voxModalityTable.h"

#include <fmt/format.h>
#include <gdcmCSAHeader.h>

#include <charconv>
#include <cmath>

namespace vox
{
namespace
{

/** Numbers of a field of the image header that Siemens keeps in (0029,1010). */
std::vector<double>
CsaNumbers(gdcm::CSAHeader & csa, const char * name)
{
  std::vector<double> numbers;
  const gdcm::ByteValue * bytes =
      csa.FindCSAElementByName(name) ? csa.GetCSAElementByName(name).GetByteValue() : nullptr;
  std::string_view rest =
      bytes != nullptr ? std::string_view(bytes->GetPointer(), bytes->GetLength()) : std::string_view{};
  while (!rest.empty())
  {
    std::string_view part = rest.substr(0, rest.find('\\'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    double number = 0.0;
    if (std::from_chars(part.data(), part.data() + part.size(), number).ec == std::errc{})
    {
      numbers.push_back(number);
    }
  }
  return numbers;
}

/** How the tiles of a mosaic are slices. */
struct Tiles
{
  std::int64_t count = 0;
  std::int64_t perSide = 0;
  Vector3 normal{}; ///< from one tile to the next, of length 1
  double distanceMm = 0.0;
};

Tiles
TilesOf(const gdcm::DataSet & header, const Zyx<std::int64_t> & size, const std::string & file)
{
  gdcm::CSAHeader csa;
  const gdcm::PrivateTag & tag = csa.GetCSAImageHeaderInfoTag();
  if (!header.FindDataElement(tag) || !csa.LoadFromDataElement(header.GetDataElement(tag)))
  {
    Fail(ErrorKind::BadInput,
         "{}: mosaic: found no Siemens image header (0029,1010), expected it with the number and normal of the slices; "
         "it was removed, convert the original with dcm2niix",
         file);
  }
  const std::vector<double> count = CsaNumbers(csa, "NumberOfImagesInMosaic");
  const std::vector<double> normal = CsaNumbers(csa, "SliceNormalVector");
  const std::vector<double> distance = DecimalsOf(header, {0x0018, 0x0088});
  if (count.size() != 1 || count[0] < 1.0 || normal.size() != 3 || distance.size() != 1 || !(distance[0] > 0.0))
  {
    Fail(ErrorKind::BadInput,
         "{}: mosaic: found {} slice numbers, {} components of the slice normal (0029,1010) and {} slice distances "
         "(0018,0088), expected 1, 3 and 1",
         file, count.size(), normal.size(), distance.size());
  }
  Tiles tiles;
  tiles.count = std::llround(count[0]);
  tiles.perSide = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(tiles.count)) - 1e-9));
  tiles.normal = {normal[0], normal[1], normal[2]};
  tiles.distanceMm = distance[0];
  if (size.y % tiles.perSide != 0 || size.x % tiles.perSide != 0)
  {
    Fail(ErrorKind::BadInput, "{}: mosaic: found {}x{} pixels, expected {} tiles of one size on each side", file,
         size.x, size.y, tiles.perSide);
  }
  return tiles;
}

/** The file to read: the only one, or the one that `part` names, because each file is a volume. */
std::size_t
ChooseTime(const DicomSeries & series)
{
  if (series.instances.size() == 1)
  {
    return 0;
  }
  for (std::size_t i = 0; i < series.instances.size(); ++i)
  {
    if (series.part == fmt::format("time {}", i + 1))
    {
      return i;
    }
  }
  Fail(ErrorKind::BadInput,
       "{}: found {} volumes (mosaics) one after the other in time, expected one; choose 'time 1' to 'time {}' as "
       "'{}:time 1'",
       NameOf(series), series.instances.size(), series.instances.size(), series.seriesUid);
}

} // namespace

DicomImage
ReadMosaic(const DicomSeries & series, const ReadDicomOptions & options, const RunContext & context)
{
  const DicomInstance & instance = series.instances[ChooseTime(series)];
  const std::string file = instance.file.string();
  const DicomPixels pixels(instance.file);
  const Tiles tiles = TilesOf(pixels.Header(), pixels.Size(), file);
  SliceStack stack;
  stack.name = file;
  stack.size = {tiles.count, pixels.Size().y / tiles.perSide, pixels.Size().x / tiles.perSide};
  stack.spacingMm = series.pixelSpacingMm;
  stack.orientationPatient = series.orientationPatient;
  stack.singleSpacingMm = tiles.distanceMm;
  stack.singleSpacingTag = "SpacingBetweenSlices (0018,0088)";
  if (!instance.positionLps || stack.spacingMm.size() != 2)
  {
    Fail(ErrorKind::BadInput, "{}: mosaic: found no image position (0020,0032) or pixel spacing (0028,0030)", file);
  }
  // The position in the header is that of a slice as large as the mosaic around the same center.
  const Matrix3 direction = FrameDirection(stack.orientationPatient, file);
  Vector3 corner = *instance.positionLps;
  for (std::size_t i = 0; i < 3; ++i)
  {
    corner[i] += direction[i][1] * stack.spacingMm[0] * 0.5 * static_cast<double>(pixels.Size().y - stack.size.y) +
                 direction[i][2] * stack.spacingMm[1] * 0.5 * static_cast<double>(pixels.Size().x - stack.size.x);
  }
  std::vector<SliceOrigin> origins;
  for (std::int64_t slice = 0; slice < tiles.count; ++slice)
  {
    const double along = tiles.distanceMm * static_cast<double>(slice);
    stack.positionsLps.push_back({corner[0] + along * tiles.normal[0], corner[1] + along * tiles.normal[1],
                                  corner[2] + along * tiles.normal[2]});
    stack.names.push_back(fmt::format("{} tile {}", file, slice + 1));
    origins.push_back({{instance.file, 1, instance.sopClassUid, instance.sopInstanceUid, {}}, 0});
  }
  const std::int64_t area = pixels.Size().y * pixels.Size().x;
  std::vector<float> whole(static_cast<std::size_t>(area * pixels.Channels()));
  RequireNoModalityTable(pixels.Header(), instance.file);
  pixels.CopyFrame(0, RescaleOf(pixels.Header(), instance.file), whole.data(), area);
  const SliceReader readSlice = [&](std::size_t slice, float * values, std::int64_t channelStride) {
    const auto index = static_cast<std::int64_t>(slice);
    const std::int64_t top = index / tiles.perSide * stack.size.y;
    const std::int64_t left = index % tiles.perSide * stack.size.x;
    for (std::int64_t row = 0; row < stack.size.y * pixels.Channels(); ++row)
    {
      const std::int64_t channel = row / stack.size.y;
      const std::int64_t y = row % stack.size.y;
      const float * from = whole.data() + channel * area + (top + y) * pixels.Size().x + left;
      std::copy(from, from + stack.size.x, values + channel * channelStride + y * stack.size.x);
    }
  };
  std::vector<std::string> notes = ValueNotes(pixels.Header());
  notes.push_back(fmt::format("Siemens mosaic: {} slices from the tiles of one picture", tiles.count));
  return AssembleImage(series, stack, origins, pixels.Channels(), readSlice, std::move(notes), options, context);
}

} // namespace vox
