// SPDX-License-Identifier: Apache-2.0
#ifndef voxWriteNnunetFolder_h
#define voxWriteNnunetFolder_h

#include "voxModel.h"

#include <filesystem>
#include <vector>

namespace vox
{

/** Writes a model as a results folder of nnU-Net 2.8.1, which its Python predictor loads: dataset.json, plans.json,
 * where known dataset_fingerprint.json, and fold_<name>/checkpoint_final.pth for every fold. The folder is made if it
 * is missing; each file appears whole or not at all. The previous stage of a cascade goes into the folder beside it
 * where nnU-Net looks for it, `<trainer>__<plans>__<previous stage>`.
 *
 * The weights carry every name that nnU-Net's network has for them, the duplicates too, and are stored once, in single
 * precision. A plan that reads images in RAS order names NibabelIOWithReorient as its reader, because nnU-Net turns
 * axes by the reader alone. The checkpoint holds no state of an optimizer: it serves prediction and fine-tuning, not
 * going on with the training. Trainer, epoch and best Dice of a fold are those of the provenance where nnU-Net trained
 * it, otherwise nnUNetTrainer, 0 and none.
 *
 * Throws Error(BadModel) for a network that nnU-Net does not have, for a fold whose name is neither a number nor all,
 * and for RAS order with files other than NIfTI, Error(Usage) for a model with a previous stage where the folder is not
 * named `<trainer>__<plans>__<configuration>`, and Error(BadInput) where a folder cannot be written. */
void WriteNnunetFolder(const std::filesystem::path & folder, const Model & model);

/** The folders that WriteNnunetFolder writes: this one and, for a model with a previous stage, the one beside it.
 * Throws Error(Usage) as WriteNnunetFolder. */
[[nodiscard]] std::vector<std::filesystem::path> NnunetFoldersOf(const std::filesystem::path & folder,
                                                                 const Model & model);

} // namespace vox

#endif
