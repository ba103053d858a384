// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetFolder.h"
#include "voxFuzz.h"

namespace vox::fuzz
{
namespace
{

void
List(const std::filesystem::path & path)
{
  const DatasetFolder dataset = ListDataset(path);
  (void)ToJson(dataset.description).dump();
  for (const CaseFiles & files : dataset.training)
  {
    (void)FileProblems(dataset, files);
  }
}

} // namespace

/** dataset.json, of nnU-Net or of the Medical Segmentation Decathlon. */
void
FuzzDataset(Bytes input)
{
  List(AsFile(input, "dataset.json").parent_path());
}

void
FuzzManifest(Bytes input)
{
  constexpr std::string_view description = R"({"channel_names": {"0": "CT"}, "labels": {"background": 0, "liver": 1}})";
  (void)AsFile(std::as_bytes(std::span(description)), "dataset.json");
  List(AsFile(input, "x.csv"));
}

} // namespace vox::fuzz
