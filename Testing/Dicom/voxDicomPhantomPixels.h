// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomPhantomPixels_h
#define voxDicomPhantomPixels_h

#include "voxDicomPhantom.h"

class DcmFileFormat;

namespace vox::testing
{

/** Puts the pixel module and the pixels of slices [first, last) into the dataset, uncompressed. */
void PutPixels(DcmItem & dataset, const DicomPhantom & phantom, std::int64_t first, std::int64_t last);

/** Saves in the phantom's transfer syntax. */
void SaveDicom(DcmFileFormat & file, const std::filesystem::path & path, PhantomSyntax syntax);

/** Puts a text value; throws where DCMTK refuses. */
void PutText(DcmItem & item, std::uint16_t group, std::uint16_t element, const std::string & value);

/** Decimal strings (at most 16 characters each, as many digits as fit) with backslashes between. */
[[nodiscard]] std::string DecimalStrings(const std::vector<double> & values);

} // namespace vox::testing

#endif
