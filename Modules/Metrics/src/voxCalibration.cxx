// SPDX-License-Identifier: Apache-2.0
#include "voxCalibration.h"

#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

/** Collects one probability a voxel. */
class Reliability
{
public:
  explicit Reliability(std::int64_t bins) : m_Bins(static_cast<std::size_t>(bins)) {}

  void
  Add(double probability, bool right)
  {
    const auto above = std::ceil(probability * static_cast<double>(m_Bins.size()));
    Bin & bin = m_Bins[static_cast<std::size_t>(std::clamp(above, 1.0, static_cast<double>(m_Bins.size()))) - 1];
    bin.probability += probability;
    bin.right += right ? 1 : 0;
    m_Squares += (probability - (right ? 1.0 : 0.0)) * (probability - (right ? 1.0 : 0.0));
    ++m_Count;
  }

  [[nodiscard]] std::optional<double>
  ExpectedError() const
  {
    double sum = 0.0;
    for (const Bin & bin : m_Bins)
    {
      sum += std::abs(bin.probability - static_cast<double>(bin.right));
    }
    return Mean(sum);
  }

  [[nodiscard]] std::optional<double>
  Brier() const
  {
    return Mean(m_Squares);
  }

  [[nodiscard]] std::optional<double>
  Mean(double sum) const
  {
    return m_Count > 0 ? std::optional(sum / static_cast<double>(m_Count)) : std::nullopt;
  }

private:
  struct Bin
  {
    double probability = 0.0;
    std::int64_t right = 0;
  };
  std::vector<Bin> m_Bins;
  double m_Squares = 0.0;
  std::int64_t m_Count = 0;
};

std::string
VoxelText(std::int64_t index, const Zyx<std::int64_t> & size)
{
  return fmt::format("voxel (x, y, z) = ({}, {}, {})", index % size.x, index / size.x % size.y,
                     index / (size.x * size.y));
}

/** The probabilities of one voxel, channel after channel. */
class ProbabilityReader
{
public:
  ProbabilityReader(const at::Tensor & voxels, const Zyx<std::int64_t> & size, bool addUpToOne)
      : m_Size(size),
        m_Values(ValuesOf<float>(voxels)),
        m_AddUpToOne(addUpToOne),
        m_Probabilities(static_cast<std::size_t>(voxels.size(0)))
  {}

  const std::vector<double> &
  At(std::int64_t voxel)
  {
    double sum = 0.0;
    for (std::size_t channel = 0; channel < m_Probabilities.size(); ++channel)
    {
      const double value = m_Values[static_cast<std::int64_t>(channel) * Product(m_Size) + voxel];
      if (!(value >= -1e-5 && value <= 1.0 + 1e-5)) // NaN too
      {
        Fail(ErrorKind::BadInput, "probabilities: found {} in channel {} at {}, expected values from 0 to 1", value,
             channel, VoxelText(voxel, m_Size));
      }
      m_Probabilities[channel] = std::clamp(value, 0.0, 1.0);
      sum += value;
    }
    if (m_AddUpToOne && std::abs(sum - 1.0) > 1e-3)
    {
      Fail(ErrorKind::BadInput, "probabilities: the {} classes add up to {:.6g} at {}, expected 1",
           m_Probabilities.size(), sum, VoxelText(voxel, m_Size));
    }
    return m_Probabilities;
  }

private:
  Zyx<std::int64_t> m_Size;
  const float * m_Values;
  bool m_AddUpToOne;
  std::vector<double> m_Probabilities;
};

void
RequireChannels(std::int64_t channels, ProbabilityKind kind, std::span<const LabelEntry> structures)
{
  if (kind == ProbabilityKind::Regions)
  {
    if (channels != static_cast<std::int64_t>(structures.size()))
    {
      Fail(ErrorKind::BadInput, "probabilities: found {} channels, expected one for each of the {} regions", channels,
           structures.size());
    }
    return;
  }
  for (const LabelEntry & structure : structures)
  {
    for (const std::int64_t value : structure.values)
    {
      if (value < 0 || value >= channels)
      {
        Fail(ErrorKind::BadInput,
             "probabilities: found {} channels, but '{}' is the label value {}, which is the channel of that number",
             channels, structure.name, value);
      }
    }
  }
}

bool
Holds(const LabelEntry & structure, std::int64_t label)
{
  return std::ranges::find(structure.values, label) != structure.values.end();
}

/** Takes one voxel after the other. */
class CaseReliability
{
public:
  CaseReliability(ProbabilityKind kind, std::span<const LabelEntry> structures, std::int64_t bins)
      : m_Kind(kind), m_Structures(structures), m_OfLargest(bins), m_OfStructures(structures.size(), Reliability(bins))
  {}

  void
  Add(const std::vector<double> & p, std::int64_t label)
  {
    for (std::size_t s = 0; s < m_Structures.size(); ++s)
    {
      m_OfStructures[s].Add(m_Kind == ProbabilityKind::Classes ? SumOf(p, m_Structures[s]) : p[s],
                            Holds(m_Structures[s], label));
    }
    if (m_Kind == ProbabilityKind::Classes)
    {
      const auto largest = std::ranges::max_element(p);
      m_OfLargest.Add(*largest, largest - p.begin() == label);
      for (std::size_t k = 0; k < p.size(); ++k)
      {
        const double difference = p[k] - (static_cast<std::int64_t>(k) == label ? 1.0 : 0.0);
        m_Squares += difference * difference;
      }
    }
  }

  [[nodiscard]] CaseCalibration
  Result() const
  {
    CaseCalibration result;
    if (m_Kind == ProbabilityKind::Classes)
    {
      result.classes = {m_OfLargest.ExpectedError(), m_OfLargest.Mean(m_Squares)};
    }
    for (const Reliability & reliability : m_OfStructures)
    {
      result.structures.push_back({reliability.ExpectedError(), reliability.Brier()});
    }
    return result;
  }

private:
  static double
  SumOf(const std::vector<double> & p, const LabelEntry & structure)
  {
    double sum = 0.0;
    for (const std::int64_t value : structure.values)
    {
      sum += p[static_cast<std::size_t>(value)];
    }
    return std::min(sum, 1.0);
  }

  ProbabilityKind m_Kind;
  std::span<const LabelEntry> m_Structures;
  Reliability m_OfLargest;
  double m_Squares = 0.0; ///< over all classes
  std::vector<Reliability> m_OfStructures;
};

} // namespace

CaseCalibration
MeasureCalibration(const Volume & probabilities, const Volume & reference, ProbabilityKind kind,
                   std::span<const LabelEntry> structures, const CalibrationOptions & options,
                   std::optional<std::int64_t> ignoreLabel)
{
  Validate(options);
  RequireSameGeometry(probabilities.geometry, "probabilities", reference.geometry, "reference");
  const std::int64_t channels = probabilities.voxels.size(0);
  RequireChannels(channels, kind, structures);
  const at::Tensor voxels = Contiguous(probabilities.voxels);
  const at::Tensor labels = Int32Labels(reference.voxels);
  const std::int32_t * label = ValuesOf<std::int32_t>(labels);
  ProbabilityReader reader(voxels, reference.geometry.size, kind == ProbabilityKind::Classes);
  CaseReliability reliability(kind, structures, options.bins);
  for (std::int64_t voxel = 0; voxel < labels.numel(); ++voxel)
  {
    const std::vector<double> & p = reader.At(voxel);
    if (label[voxel] == ignoreLabel)
    {
      continue;
    }
    if (kind == ProbabilityKind::Classes && (label[voxel] < 0 || label[voxel] >= channels))
    {
      Fail(ErrorKind::BadInput, "reference: found the label {} at {}, expected a class of the probabilities, 0 to {}",
           label[voxel], VoxelText(voxel, reference.geometry.size), channels - 1);
    }
    reliability.Add(p, label[voxel]);
  }
  return reliability.Result();
}

} // namespace vox
