// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomRepair_h
#define voxDicomRepair_h

#include "voxDicomItem.h"

#include <string>
#include <vector>

namespace vox
{

/** Puts a value that came from elsewhere. One that breaks its value representation (PS3.5 table 6.2-1) is mended where
 * its meaning is plain: punctuation of old dates and times removed, code strings in capitals, texts cut to the length
 * that is allowed, ages filled with zeros, letters of an unknown
 * character set '?'; identifiers stay as they are; anything else is left empty. Either way a line
 * with the tag, never the value, is added to `notes`. */
void PutRepaired(DcmItem & item, const DcmTagKey & tag, const std::string & value, std::vector<std::string> & notes);

} // namespace vox

#endif
