// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomItem_h
#define voxDicomItem_h

#include "voxImageGeometry.h"
#include "voxSegmentation.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcitem.h>
#include <dcmtk/dcmdata/dctagkey.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/** Attributes of a DICOM data set by their tags, in terms of the standard library. A failure to put a value is a defect
 * (a tag that the dictionary lacks) and throws Error(Internal). */
namespace vox::dcm
{

void Put(DcmItem & item, const DcmTagKey & tag, const std::string & text);
/** DS values, each with as many digits as its 16 characters take. */
void PutDecimals(DcmItem & item, const DcmTagKey & tag, std::span<const double> values);
void PutShorts(DcmItem & item, const DcmTagKey & tag, std::span<const std::uint16_t> values);
void PutLongs(DcmItem & item, const DcmTagKey & tag, std::span<const std::uint32_t> values);
/** The tag itself as a value, of representation AT. */
void PutTag(DcmItem & item, const DcmTagKey & tag, const DcmTagKey & value);
/** A new item at the end of the sequence, which is made where it is missing. */
DcmItem & AddItem(DcmItem & item, const DcmTagKey & sequence);
/** A code as an item of the sequence; the new item. */
DcmItem & AddCode(DcmItem & item, const DcmTagKey & sequence, const CodedConcept & code);

/** The value, several joined by backslashes, without padding; empty where there is none. */
[[nodiscard]] std::string TextOf(DcmItem & item, const DcmTagKey & tag);
/** The values of a numeric attribute or of one of decimal strings; empty where one of them is no number. */
[[nodiscard]] std::vector<double> NumbersOf(DcmItem & item, const DcmTagKey & tag);
/** The item at this place of the sequence; null where there is none. */
[[nodiscard]] DcmItem * ItemOf(DcmItem & item, const DcmTagKey & sequence, std::size_t position = 0);
/** All items of a sequence, quickly also where there are thousands. */
[[nodiscard]] std::vector<DcmItem *> ItemsOf(DcmItem & item, const DcmTagKey & sequence);
[[nodiscard]] std::size_t CountItems(DcmItem & item, const DcmTagKey & sequence);
/** The code in the first item of the sequence; none where it has no value. */
[[nodiscard]] std::optional<CodedConcept> CodeOf(DcmItem & item, const DcmTagKey & sequence);

/** At most 16 characters, as near to the value as they come. */
[[nodiscard]] std::string DecimalText(double value);
/** A new identifier under 2.25, made of 122 random bits (PS3.5 B.2). */
[[nodiscard]] std::string NewUid();
/** "StudyTime (0008,0030)". */
[[nodiscard]] std::string NameOf(const DcmTagKey & tag);
/** The first `count` characters of a text in UTF-8. */
[[nodiscard]] std::string FirstCharacters(const std::string & text, std::size_t count);

} // namespace vox::dcm

#endif
