// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingLog_h
#define voxTrainingLog_h

#include "voxTrainer.h"

#include <filesystem>
#include <span>

namespace vox
{

/** Writes log.jsonl (one EpochRecord a line) and progress.svg (losses, pseudo-Dice, learning rate over epochs) into the
 * folder, each whole and by rename, so that a reader never sees half a line and a resumed run never holds an epoch
 * twice. */
void WriteTrainingLog(const std::filesystem::path & folder, std::span<const EpochRecord> epochs);

/** Reads log.jsonl back. Throws Error(BadInput) that names the file and the line. */
[[nodiscard]] std::vector<EpochRecord> ReadTrainingLog(const std::filesystem::path & path);

} // namespace vox

#endif
