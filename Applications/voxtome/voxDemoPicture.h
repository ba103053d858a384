// SPDX-License-Identifier: Apache-2.0
#ifndef voxDemoPicture_h
#define voxDemoPicture_h

#include "voxDatasetFolder.h"
#include "voxDemoPanel.h"
#include "voxModel.h"
#include "voxPanel.h"

#include <filesystem>
#include <span>
#include <vector>

namespace vox
{

/** The panels of a case, read from its files and, where a panel shows it, from that of the prediction. */
[[nodiscard]] std::vector<Panel> PanelsOf(const CaseFiles & files, const std::filesystem::path & prediction,
                                          std::span<const DemoPanel> kinds, std::span<const LabelEntry> structures);

/** Segments a case and writes its panels as a PNG file. */
void WritePredictedCase(const std::filesystem::path & file, const CaseFiles & files, Model model,
                        std::span<const DemoPanel> kinds);

} // namespace vox

#endif
