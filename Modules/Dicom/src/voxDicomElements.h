// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomElements_h
#define voxDicomElements_h

#include "voxDcmtk.h"

#include <string>
#include <vector>

namespace vox
{

/** All values of an element with backslashes between, without the padding around them; empty where there is none. */
[[nodiscard]] std::string RawText(DcmItem & item, const DcmTagKey & tag);

/** The same as it may stand in a message. */
[[nodiscard]] std::string Text(DcmItem & item, const DcmTagKey & tag);

/** The values of an element if they are this many finite numbers; else empty. */
[[nodiscard]] std::vector<double> Numbers(DcmItem & item, const DcmTagKey & tag, std::size_t count);

/** The first value of an element as a whole number. */
[[nodiscard]] int Integer(DcmItem & item, const DcmTagKey & tag, int otherwise);

/** The first item of a sequence, or null. */
[[nodiscard]] DcmItem * FirstItem(DcmItem & item, const DcmTagKey & sequence);

} // namespace vox

#endif
