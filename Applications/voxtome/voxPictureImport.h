// SPDX-License-Identifier: Apache-2.0
#ifndef voxPictureImport_h
#define voxPictureImport_h

#include "voxPictureCopies.h"
#include "voxPictureDataset.h"
#include "voxRunContext.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** How a data set of pictures is made of a folder of them. */
struct PictureImportOptions
{
  PictureDatasetOptions pictures;
  double testShare = 0.15;       ///< of all cases, where no list names them
  double validationShare = 0.15; ///< of all cases; where a list names those of the test, of the others
  bool validateOnTest = false;   ///< validate on the cases of the test, as some tutorials do; all others train
  /** Made of every picture before the cases are divided, as cases of their own; empty: none. */
  std::vector<PictureCopy> copies;
  std::int64_t seed = 0; ///< of the division, and of the copies
};

template <typename TVisitor>
void
VisitFields(PictureImportOptions & o, TVisitor && visit)
{
  visit("pictures", o.pictures, "see pictures.*");
  visit("test_share", o.testShare, "of all cases, where no list names them");
  visit("validation_share", o.validationShare, "of all cases, or of those that are not for the test by a list");
  visit("validate_on_test", o.validateOnTest, "validate on the cases of the test; all others train");
  visit("copies", o.copies,
        "made of every picture before the cases are divided: affine, mirror-x, mirror-y, mirror-xy");
  visit("seed", o.seed, "of the division and of the copies");
}

/** Throws Error(Usage) for shares that leave no case to train with. */
void Validate(const PictureImportOptions & options);

inline constexpr const char * kTestCasesFile = "test_cases.json";

/** Makes `folder` an nnU-Net data set of the pictures under `root`: dataset.json, whose cases name the pictures where
 * they lie, labelsTr with the labels of the masks as PNG, splits_final.json with one fold, test_cases.json with the
 * names of the cases of the test in their order, and import_options.json. Pictures of one channel, where the data set
 * names three, and copies lie in imagesTr. The folder appears whole or not at all; one that is there is kept if it was
 * made with the same options, otherwise Error(Usage).
 *
 * Division without lists: the names, shuffled by the seed; the first int(n (1 - testShare - validationShare)) train,
 * the next int(n validationShare) validate, the others are for the test.
 *
 * Pictures or masks that cannot be read are left out with a warning that names them. Throws Error(BadInput) as
 * ListPicturePairs, and with all other problems of the files, one a line: masks of another size than their picture,
 * masks with numbers that mean nothing. */
void ImportPictures(const std::filesystem::path & root, const std::filesystem::path & folder,
                    const PictureImportOptions & options, const RunContext & context);

} // namespace vox

#endif
