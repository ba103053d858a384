// SPDX-License-Identifier: Apache-2.0
#ifndef voxGdcmTags_h
#define voxGdcmTags_h

#include <gdcmDataSet.h>
#include <gdcmTag.h>

#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** Text of an element without padding; nothing where it is missing or empty. */
[[nodiscard]] std::optional<std::string> TextOf(const gdcm::DataSet & dataset, const gdcm::Tag & tag);

/** Decimal or integer strings of an element, whatever the locale. Empty: missing, or any part is no number. A part that
 * says NaN or infinity is a number here; callers check. */
[[nodiscard]] std::vector<double> DecimalsOf(const gdcm::DataSet & dataset, const gdcm::Tag & tag);

/** The first two bytes as an unsigned number (US); nothing where there are none. */
[[nodiscard]] std::optional<int> Unsigned16Of(const gdcm::DataSet & dataset, const gdcm::Tag & tag);

/** The first four bytes as an unsigned number (UL), or eight as a float (FD). */
[[nodiscard]] std::optional<std::uint32_t> Unsigned32Of(const gdcm::DataSet & dataset, const gdcm::Tag & tag);
[[nodiscard]] std::optional<double> DoubleOf(const gdcm::DataSet & dataset, const gdcm::Tag & tag);

/** Data sets of the items of a sequence; empty where it is missing. Throws Error(BadInput), which begins with the
 * file, where the sequence was written as unknown (UN) and its bytes are no items. */
[[nodiscard]] std::vector<gdcm::DataSet> ItemsOf(const gdcm::DataSet & dataset, const gdcm::Tag & tag,
                                                 const std::string & file);

/** "(0028,0030)". */
[[nodiscard]] std::string NameOf(const gdcm::Tag & tag);

} // namespace vox

#endif
