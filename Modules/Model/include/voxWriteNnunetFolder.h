// SPDX-License-Identifier: Apache-2.0
#ifndef voxWriteNnunetFolder_h
#define voxWriteNnunetFolder_h

#include "voxModel.h"

#include <filesystem>

namespace vox
{

/** Writes a model as a results folder of nnU-Net 2.8.1, which its Python predictor loads: dataset.json, plans.json and
 * fold_<name>/checkpoint_final.pth for every fold. The folder is made if it is missing; each file appears whole or not
 * at all.
 *
 * The weights carry every name that nnU-Net's network has for them, the duplicates too, and are stored once, in single
 * precision. A plan that reads images in RAS order names NibabelIOWithReorient as its reader, because nnU-Net turns
 * axes by the reader alone. The checkpoint holds no state of an optimizer: it serves prediction and fine-tuning, not
 * going on with the training. The trainer is nnUNetTrainer.
 *
 * Throws Error(BadModel) for a network that nnU-Net does not have, for a fold whose name is neither a number nor all,
 * and for RAS order with files other than NIfTI, and Error(BadInput) where the folder cannot be written. */
void WriteNnunetFolder(const std::filesystem::path & folder, const Model & model);

} // namespace vox

#endif
