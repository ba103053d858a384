// SPDX-License-Identifier: Apache-2.0
#include "voxModuleDescription.h"

namespace vox
{
namespace
{

constexpr ModuleParameter inputOutput[] = {
    {.tag = "image",
     .name = "inputVolume",
     .label = "Input volume",
     .description = "Volume to segment; the first channel where the model takes several.",
     .index = 0,
     .channel = "input",
     .attributes = R"(type="scalar")"},
    {.tag = "image",
     .name = "outputSegmentation",
     .label = "Output segmentation",
     .description = "Segmentation with the names, colors and terminology of the structures, on the grid of the volume.",
     .index = 1,
     .channel = "output",
     .attributes = R"(type="label" fileExtensions=".seg.nrrd")"},
};

constexpr ModuleParameter model[] = {
    {.tag = "string-enumeration",
     .name = "model",
     .label = "Model",
     .description = "Model that comes with the extension; a file or folder given below takes its place.",
     .value = "hippocampus"},
    {.tag = "file",
     .name = "modelFile",
     .label = "Model file",
     .description = "Model file (.safetensors) that `voxtome train` or `voxtome convert` wrote.",
     .channel = "input",
     .attributes = R"(fileExtensions=".safetensors")"},
    {.tag = "directory",
     .name = "modelFolder",
     .label = "nnU-Net results folder",
     .description = "Folder that a training with nnU-Net v2 left: dataset.json, plans.json, "
                    "fold_0/checkpoint_final.pth.",
     .channel = "input"},
    {.tag = "string-vector", .name = "folds", .label = "Folds", .option = "--folds"},
};

constexpr ModuleParameter channels[] = {
    {.tag = "image",
     .name = "channel2",
     .label = "Second channel",
     .description = "Volume on the same grid, for a model of two or more channels.",
     .channel = "input",
     .attributes = R"(type="scalar")"},
    {.tag = "image",
     .name = "channel3",
     .label = "Third channel",
     .description = "Volume on the same grid, for a model of three or more channels.",
     .channel = "input",
     .attributes = R"(type="scalar")"},
    {.tag = "image",
     .name = "channel4",
     .label = "Fourth channel",
     .description = "Volume on the same grid, for a model of four channels.",
     .channel = "input",
     .attributes = R"(type="scalar")"},
};

constexpr ModuleParameter where[] = {
    {.tag = "region",
     .name = "region",
     .label = "Region of interest",
     .description = "Only voxels whose center lies inside are segmented; the box may be rotated. Others become "
                    "background.",
     .attributes = R"(multiple="false")"},
};

constexpr ModuleParameter more[] = {
    {.tag = "image",
     .name = "probabilities",
     .label = "Probabilities",
     .description = "Probabilities of the classes, one component a class; takes more memory.",
     .channel = "output",
     .attributes = R"(type="vector" fileExtensions=".nrrd")"},
    {.tag = "table",
     .name = "statistics",
     .label = "Statistics table",
     .option = "--statistics",
     .channel = "output",
     .attributes = R"(fileExtensions=".csv")"},
};

constexpr ModuleParameter computing[] = {
    {.tag = "string",
     .name = "device",
     .label = "Device",
     .option = "--device",
     .description = "Where it is computed: auto or cpu is the processor, cuda:N a CUDA device."},
    {.tag = "string-enumeration", .name = "precision", .label = "Precision", .option = "--precision"},
    {.tag = "boolean",
     .name = "no_mirror",
     .label = "No mirror images",
     .option = "--no-mirror",
     .description = "Do not average over mirrored inputs: up to eight times as fast, slightly less accurate.",
     .value = "false"},
    {.tag = "double",
     .name = "step",
     .label = "Window step",
     .option = "--step",
     .minimum = "0.05",
     .maximum = "1",
     .step = "0.05"},
    {.tag = "boolean", .name = "skip_air", .label = "Skip air", .option = "--skip-air", .value = "false"},
    {.tag = "string", .name = "max_ram", .label = "Memory limit", .option = "--max-ram"},
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
    {"Volumes", "What is segmented, and where the result goes", false, inputOutput},
    {"Model", "Which network segments it", false, model},
    {"Region", "Which part of the volume is segmented", false, where},
    {"More results", "Optional outputs", false, more},
    {"Further channels", "For models of several channels, in the order of the training", true, channels},
    {"Computing", "How it is computed", true, computing},
};

constexpr ModuleDescription module{
    "VoxtomeSegment",
    "Voxtome Segment",
    "Segmentation",
    "Segments a volume with a trained network, on the processor or a CUDA device, offline and without Python. Models "
    "are Voxtome's own files or results folders of nnU-Net v2.",
    "predict",
    groups};

} // namespace

const ModuleDescription &
SegmentModule()
{
  return module;
}

} // namespace vox
