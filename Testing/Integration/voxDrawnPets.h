// SPDX-License-Identifier: Apache-2.0
#ifndef voxDrawnPets_h
#define voxDrawnPets_h

#include <filesystem>

namespace vox::testing
{

/** Pictures in the layout of the Oxford-IIIT Pet data set: bodies of a head and a trunk with one texture on a ground of
 * another, of many sizes, as images/NAME.jpg, annotations/trimaps/NAME.png (1 pet, 2 background, 3 border),
 * annotations/trainval.txt and test.txt. The picture of `cat_3`, a training case, is cut off; a copy of another
 * file's resources lies beside the trimaps, as the archive has them. */
void WriteDrawnPets(const std::filesystem::path & folder, int training, int test);

} // namespace vox::testing

#endif
