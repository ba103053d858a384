// SPDX-License-Identifier: Apache-2.0
#ifndef voxNnunetFolder_h
#define voxNnunetFolder_h

#include "voxModel.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** Which of the trained weights of a results folder to read. */
struct NnunetFolderOptions
{
  /** Names such as "0" or "all". Empty: every fold_<number> that holds the checkpoint, or fold_all where there is no
   * such fold, as nnU-Net chooses. */
  std::vector<std::string> folds;
  /** File name in the folders of the folds. Empty: checkpoint_final.pth, or checkpoint_best.pth where no fold has the
   * former, and `checkpoint` of the provenance says which it was. */
  std::string checkpoint;
};

/** True for a folder with plans.json and at least one folder fold_*: the results of a training with nnU-Net. */
[[nodiscard]] bool IsNnunetFolder(const std::filesystem::path & folder);

/** Reads a results folder of nnU-Net v2 as it is: dataset.json, plans.json and fold_<name>/checkpoint_*.pth. Nothing in
 * it is executed (voxTorchArchive.h). Weights are views of the mapped checkpoints, not to be written to; each fold is
 * loaded once into a network of the plan, so a model that is read can be used.
 *
 * As in nnU-Net the folder's plans.json and dataset.json are used, not the copies in the checkpoints; configuration and
 * mirror axes are those of the first fold. Mirror axes become tensor axes (those of a 2D network are 1 and 2); a
 * checkpoint that names none allows none. Any trainer is taken whose weights fit the plan. dataset_fingerprint.json is
 * kept where it is there.
 *
 * The second stage of a cascade, in a folder `<trainer>__<plans>__<configuration>`, gets as its previous stage the
 * model in the folder of that configuration beside it, where there is one: of the same folds if it has them, otherwise
 * of all.
 *
 * Provenance: `source` "nnU-Net", `trainer`, `checkpoint`, and for each fold under `folds` its `epoch`, `trainer`,
 * `fold` as trained and `best_ema_dice`; `differs_from_training` lists the settings of the configuration for which the
 * folder's plan is not the one in the checkpoint of the first fold.
 *
 * Throws Error(BadModel), one line that names the file: anything missing, a damaged or foreign checkpoint, folds of
 * different configurations, weights that do not fit the plan (the first wrong key and both shapes), and what
 * Plan::Configuration and ParseDatasetDescription refuse. */
[[nodiscard]] Model ReadNnunetFolder(const std::filesystem::path & folder, const NnunetFolderOptions & options = {});

} // namespace vox

#endif
