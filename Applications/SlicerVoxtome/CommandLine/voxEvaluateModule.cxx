// SPDX-License-Identifier: Apache-2.0
#include "voxModuleDescription.h"

namespace vox
{
namespace
{

constexpr ModuleParameter inputOutput[] = {
    {.tag = "image",
     .name = "reference",
     .label = "Reference segmentation",
     .description = "What the other is measured against.",
     .index = 0,
     .channel = "input",
     .attributes = R"(type="label" fileExtensions=".seg.nrrd")"},
    {.tag = "image",
     .name = "prediction",
     .label = "Segmentation to measure",
     .description = "On the same grid as the reference.",
     .index = 1,
     .channel = "input",
     .attributes = R"(type="label" fileExtensions=".seg.nrrd")"},
    {.tag = "table",
     .name = "table",
     .label = "Table",
     .option = "--csv",
     .channel = "output",
     .attributes = R"(fileExtensions=".csv")"},
};

constexpr ModuleParameter measures[] = {
    {.tag = "string-enumeration", .name = "match", .label = "Match structures by", .option = "--match"},
    {.tag = "string-enumeration",
     .name = "hd_definition",
     .label = "Hausdorff definition",
     .option = "--hd-definition"},
    {.tag = "double",
     .name = "percentile",
     .label = "Percentile",
     .option = "--percentile",
     .minimum = "0",
     .maximum = "100",
     .step = "1"},
    {.tag = "double",
     .name = "nsd_tolerance",
     .label = "Tolerance (mm)",
     .option = "--nsd-tolerance",
     .minimum = "0",
     .maximum = "1000",
     .step = "0.5"},
    {.tag = "string", .name = "empty", .label = "Distance of a missing structure", .option = "--empty"},
    {.tag = "boolean",
     .name = "no_distances",
     .label = "No distances",
     .option = "--no-distances",
     .description = "Measure overlap and volumes alone, which is much faster.",
     .value = "false"},
    {.tag = "integer",
     .name = "threads",
     .label = "Threads",
     .option = "--threads",
     .description = "Threads to use at the most; 0 is all processors.",
     .value = "0",
     .minimum = "0",
     .maximum = "1024",
     .step = "1"},
};

constexpr ModuleGroup groups[] = {
    {"Segmentations", "What is compared, and where the measures go", false, inputOutput},
    {"Measures", "How it is measured", true, measures},
};

constexpr ModuleDescription module{
    "VoxtomeEvaluate",
    "Voxtome Evaluate",
    "Quantification",
    "Measures a segmentation against a reference, structure by structure: Dice, IoU, Hausdorff distance and its 95 % "
    "percentile, average symmetric surface distance (mm), volumes.",
    "evaluate",
    groups};

} // namespace

const ModuleDescription &
EvaluateModule()
{
  return module;
}

} // namespace vox
