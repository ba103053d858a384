// SPDX-License-Identifier: Apache-2.0
// Numbers of MONAI 1.6.1, MedPy 0.5.2, surface-distance 0.1, ITK (SimpleITK 2.5.7) and nnU-Net 2.8.1 on the masks of
// parity/numeric/metrics. Tolerances are those of its README: 1e-6 relative against formulas, MedPy and
// surface-distance (float64), 1e-5 against MONAI and ITK (float32).
#include "voxEvaluation.h"
#include "voxMaskExamples.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"
#include "voxSurfaceDistance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <numeric>
#include <sstream>

namespace
{

using namespace vox;
using namespace vox::testing;

constexpr const char * Folder = "parity/numeric/metrics";

struct ParityCase
{
  Json json;
  Volume reference;
  Volume prediction;
};

ParityCase
ReadParityCase(const std::string & name)
{
  ParityCase result;
  result.json = ReadJson(SharedPath(Folder) / (name + ".json"));
  const auto load = [&](const char * key) {
    at::Tensor labels = ReadNpy(SharedPath(Folder) / result.json["files"][key].get<std::string>()).to(at::kInt);
    std::vector<double> spacing = result.json["spacing"].get<std::vector<double>>();
    if (labels.dim() == 2)
    {
      labels = labels.unsqueeze(0);
      spacing.insert(spacing.begin(), 1.0);
    }
    return LabelVolume(labels, {spacing[0], spacing[1], spacing[2]});
  };
  result.reference = load("ref");
  result.prediction = load("pred");
  return result;
}

/** All label values of the case as structures: a map may hold labels beyond those that were measured. */
std::vector<LabelEntry>
StructuresOf(const ParityCase & c)
{
  std::vector<LabelEntry> result;
  const auto highest =
      std::max(c.reference.voxels.max().item<std::int64_t>(), c.prediction.voxels.max().item<std::int64_t>());
  for (std::int64_t value = 1; value <= std::max<std::int64_t>(highest, 1); ++value)
  {
    result.push_back({fmt::format("{}", value), {value}});
  }
  return result;
}

class MetricsParity : public ::testing::TestWithParam<std::string>
{
protected:
  void
  SetUp() override
  {
    VOX_REQUIRE_SHARED(Folder);
    m_Case = ReadParityCase(GetParam());
  }

  void
  TearDown() override
  {
    RecordProperty("largest_relative_deviation", fmt::format("{:.1e}", m_LargestDeviation));
  }

  void
  ExpectRelative(double actual, double expected, double tolerance, const std::string & where)
  {
    const double deviation = expected == 0.0 ? std::abs(actual) : std::abs(actual / expected - 1.0);
    m_LargestDeviation = std::max(m_LargestDeviation, deviation);
    EXPECT_LE(deviation, tolerance) << where << ": found " << actual << ", expected " << expected;
  }

  /** Measures of one label with these options. */
  [[nodiscard]] StructureMeasures
  Measured(std::int64_t value, const EvaluationOptions & options) const
  {
    const auto structures = StructuresOf(m_Case);
    return EvaluateCase(m_Case.reference, m_Case.prediction, structures, options)
        .structures.at(static_cast<std::size_t>(value - 1));
  }

  ParityCase m_Case;
  double m_LargestDeviation = 0.0;
};

TEST_P(MetricsParity, AgreesWithTheFormulasInDoublePrecision)
{
  for (const auto & [label, tools] : m_Case.json["per_label"].items())
  {
    const Json & formula = tools["formula"];
    if (!formula.contains("hd"))
    {
      continue;
    }
    const std::string where = GetParam() + " label " + label;
    const at::Tensor a = m_Case.reference.voxels[0].eq(std::stoi(label));
    const at::Tensor b = m_Case.prediction.voxels[0].eq(std::stoi(label));
    const SurfaceDistances d = MeasureSurfaceDistances(a, b, m_Case.reference.geometry.spacingMm).value();
    EXPECT_EQ(d.referenceToPredictionMm.size(), formula["boundary_voxels_ref"].get<std::size_t>()) << where;
    EXPECT_EQ(d.predictionToReferenceMm.size(), formula["boundary_voxels_pred"].get<std::size_t>()) << where;
    const auto mean = [](const std::vector<double> & values) {
      return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    };
    ExpectRelative(mean(d.referenceToPredictionMm), formula["asd_ref_to_pred"], 1e-6, where);
    ExpectRelative(mean(d.predictionToReferenceMm), formula["asd_pred_to_ref"], 1e-6, where);
    ExpectRelative(HausdorffMm(d), formula["hd"], 1e-6, where);
    const auto robust = [&](double percentile, HausdorffDefinition definition) {
      return RobustHausdorffMm(d, percentile, definition);
    };
    ExpectRelative(robust(95, HausdorffDefinition::MaxOfPercentiles), formula["hd95_max"], 1e-6, where);
    ExpectRelative(robust(90, HausdorffDefinition::MaxOfPercentiles), formula["hd90_max"], 1e-6, where);
    ExpectRelative(robust(95, HausdorffDefinition::Pooled), formula["hd95_pooled"], 1e-6, where);
    ExpectRelative(robust(50, HausdorffDefinition::Pooled), formula["median_pooled"], 1e-6, where);
    ExpectRelative(AverageSymmetricSurfaceDistanceMm(d), formula["assd_pooled"], 1e-6, where);
    ExpectRelative(MeanOfDirectedSurfaceDistancesMm(d), formula["masd"], 1e-6, where);
    for (const auto & [tolerance, value] : formula["nsd_voxel"].items())
    {
      ExpectRelative(NormalizedSurfaceDistance(d, std::stod(tolerance)), value, 1e-6, where + " at " + tolerance);
    }
  }
}

TEST_P(MetricsParity, AgreesWithMonai)
{
  for (const auto & [label, tools] : m_Case.json["per_label"].items())
  {
    const Json & monai = tools["monai"];
    const std::string where = GetParam() + " label " + label;
    for (const Json & tolerance : m_Case.json["tolerances"])
    {
      const StructureMeasures m = Measured(std::stoi(label), {.nsdToleranceMm = tolerance.get<double>()});
      const auto expectSame = [&](const std::optional<double> & actual, const std::string & key) {
        const Json & expected = monai[key];
        if (expected.is_string())
        {
          // "nan" and "inf" are masks without a distance, which have no value here; the empty policy decides later.
          EXPECT_EQ(actual, std::nullopt) << where << ' ' << key;
          return;
        }
        ASSERT_TRUE(actual) << where << ' ' << key;
        ExpectRelative(*actual, expected.get<double>(), 1e-5, where + ' ' + key);
      };
      expectSame(m.hausdorffMm, "hd");
      expectSame(m.hausdorff95Mm, "hd95");
      expectSame(m.assdMm, "assd");
      expectSame(m.nsd, fmt::format("surface_dice_at_{:g}", tolerance.get<double>()));
    }
  }
}

TEST_P(MetricsParity, AgreesWithMedpyOnPooledPercentiles)
{
  for (const auto & [label, tools] : m_Case.json["per_label"].items())
  {
    const Json & medpy = tools["medpy"];
    const std::string where = GetParam() + " label " + label;
    const StructureMeasures m = Measured(std::stoi(label), {.hausdorffDefinition = HausdorffDefinition::Pooled});
    const auto expectSame = [&](const std::optional<double> & actual, const char * key) {
      const Json & expected = medpy[key];
      if (expected.is_string())
      {
        EXPECT_EQ(actual, std::nullopt) << where << ' ' << key; // MedPy raises
        return;
      }
      ASSERT_TRUE(actual) << where << ' ' << key;
      ExpectRelative(*actual, expected.get<double>(), 1e-6, where + ' ' + key);
    };
    expectSame(m.hausdorffMm, "hd");
    expectSame(m.hausdorff95Mm, "hd95_pooled");
    expectSame(m.assdMm, "assd");
    if (!IsAbsentInBoth(m))
    {
      expectSame(m.dice, "dc");
      expectSame(m.iou, "jc");
    }
  }
}

TEST_P(MetricsParity, AgreesWithMonaiOnConfusion)
{
  for (const auto & [label, tools] : m_Case.json["per_label"].items())
  {
    const Json & monai = tools["monai"];
    const StructureMeasures m = Measured(std::stoi(label), {.distances = false});
    for (const auto & [key, actual] :
         {std::pair("specificity", m.specificity), {"accuracy", m.accuracy}, {"sensitivity", m.recall}})
    {
      if (actual && monai.contains(key) && monai[key].is_number())
      {
        ExpectRelative(*actual, monai[key].get<double>(), 1e-5, GetParam() + ' ' + key);
      }
    }
    if (const Json & difference = tools["medpy"]["ravd"]; m.relativeVolumeDifference && difference.is_number())
    {
      ExpectRelative(*m.relativeVolumeDifference, difference.get<double>(), 1e-6, GetParam() + " ravd");
    }
  }
}

TEST_P(MetricsParity, AgreesWithSurfaceDistanceWhereAreasCount)
{
  for (const auto & [label, tools] : m_Case.json["per_label"].items())
  {
    const Json & peer = tools["surface_distance"];
    const at::Tensor a = m_Case.reference.voxels[0].eq(std::stoi(label));
    const at::Tensor b = m_Case.prediction.voxels[0].eq(std::stoi(label));
    const auto definition = HausdorffDefinition::SurfaceAreaWeighted;
    const auto measured = MeasureSurfaceDistances(a, b, m_Case.reference.geometry.spacingMm, definition);
    if (!measured)
    {
      EXPECT_EQ(peer["robust_hausdorff_95"], "inf");
      continue;
    }
    const SurfaceDistances & d = *measured;
    const std::string where = GetParam() + " label " + label;
    const auto area = [](const std::vector<double> & weights) {
      return std::accumulate(weights.begin(), weights.end(), 0.0);
    };
    EXPECT_EQ(d.referenceToPredictionMm.size(), peer["surface_elements_gt"].get<std::size_t>()) << where;
    EXPECT_EQ(d.predictionToReferenceMm.size(), peer["surface_elements_pred"].get<std::size_t>()) << where;
    ExpectRelative(area(d.referenceWeights), peer["surfel_area_gt"], 1e-6, where + " area");
    ExpectRelative(area(d.predictionWeights), peer["surfel_area_pred"], 1e-6, where + " area");
    for (const int percentile : {50, 90, 95, 100})
    {
      ExpectRelative(RobustHausdorffMm(d, percentile, definition), peer[fmt::format("robust_hausdorff_{}", percentile)],
                     1e-6, where);
    }
    const Json & means = peer["asd_gt_to_pred, asd_pred_to_gt"];
    ExpectRelative(MeanOfDirectedSurfaceDistancesMm(d), (means[0].get<double>() + means[1].get<double>()) / 2.0, 1e-6,
                   where + " means");
    for (const Json & tolerance : m_Case.json["tolerances"])
    {
      if (GetParam() == "tolerance_edge" && tolerance == 0.3)
      {
        continue; // 3 x 0.1 mm misses 0.3 mm by rounding: 0.5 there, 1 here by the slack
      }
      ExpectRelative(NormalizedSurfaceDistance(d, tolerance),
                     peer[fmt::format("surface_dice_at_{:g}", tolerance.get<double>())], 1e-6, where + " NSD");
    }
  }
}

TEST_P(MetricsParity, AgreesWithItkWhereAllVoxelsCount)
{
  for (const auto & [label, tools] : m_Case.json["per_label"].items())
  {
    const Json & itk = tools["simpleitk"]["hausdorff_solid, average_hausdorff_solid"];
    const StructureMeasures m = Measured(std::stoi(label), {.hausdorffDefinition = HausdorffDefinition::Itk});
    if (!itk.is_array())
    {
      EXPECT_EQ(m.hausdorffMm, std::nullopt) << GetParam(); // the filter raises
      continue;
    }
    ExpectRelative(m.hausdorffMm.value(), itk[0].get<double>(), 1e-5, GetParam() + " HD");
    ExpectRelative(m.masdMm.value(), itk[1].get<double>(), 1e-5, GetParam() + " average");
  }
}

TEST_P(MetricsParity, AgreesWithNnunetOnLabelsRegionsAndIgnoredVoxels)
{
  const auto expectSame = [&](const Json & expected, const StructureMeasures & m, const std::string & where) {
    EXPECT_EQ(m.truePositives, expected["TP"].get<std::int64_t>()) << where;
    EXPECT_EQ(m.falsePositives, expected["FP"].get<std::int64_t>()) << where;
    EXPECT_EQ(m.falseNegatives, expected["FN"].get<std::int64_t>()) << where;
    EXPECT_EQ(m.trueNegatives, expected["TN"].get<std::int64_t>()) << where;
    const auto orNan = [](const std::optional<double> & value) { return value ? Json(*value) : Json("nan"); };
    EXPECT_EQ(orNan(m.dice), expected["Dice"]) << where;
    EXPECT_EQ(orNan(m.iou), expected["IoU"]) << where;
  };
  const auto values = [](std::string key) {
    std::ranges::replace_if(
        key, [](char c) { return std::string_view("(),").find(c) != std::string_view::npos; }, ' ');
    std::istringstream stream(key);
    return std::vector<std::int64_t>(std::istream_iterator<std::int64_t>(stream), {});
  };
  for (const auto & [set, labels] : m_Case.json["nnunet"].items())
  {
    constexpr std::string_view IgnorePrefix = "ignore_label_";
    std::optional<std::int64_t> ignoreLabel;
    if (set.starts_with(IgnorePrefix))
    {
      ignoreLabel = std::stoll(set.substr(IgnorePrefix.size()));
    }
    std::vector<LabelEntry> structures;
    for (const auto & [key, expected] : labels.items())
    {
      structures.push_back({key, values(key)});
    }
    const CaseMeasures m = EvaluateCase(m_Case.reference, m_Case.prediction, structures, {}, ignoreLabel);
    for (const StructureMeasures & structure : m.structures)
    {
      expectSame(labels[structure.name], structure, GetParam() + ' ' + set + ' ' + structure.name);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, MetricsParity,
                         ::testing::Values("shift_aniso", "multilabel3d", "multilabel3d_aniso", "both_empty",
                                           "ref_empty", "pred_empty", "ref_empty_pred_full", "full_vs_box", "both_full",
                                           "identical", "single_voxels", "corner_voxel", "border_cube", "cavity",
                                           "thick_slice", "balls_aniso", "no_overlap", "outlier2d", "cross2d", "rows2d",
                                           "multilabel2d", "tolerance_edge", "real_0", "real_1", "real_2", "real_3"),
                         [](const auto & test) { return test.param; });

} // namespace
