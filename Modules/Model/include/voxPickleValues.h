// SPDX-License-Identifier: Apache-2.0
#ifndef voxPickleValues_h
#define voxPickleValues_h

#include "voxJson.h"
#include "voxPickle.h"

#include <optional>
#include <string>
#include <string_view>

namespace vox
{

/** The value of a text key, the last one if it stands twice, as in Python; null if there is none or `node` is no Dict.
 */
[[nodiscard]] const PickleNode * FindInPickle(const PickleNode & node, std::string_view key);

/** The argument of a call at this position; null if there is none or `node` is no Object. */
[[nodiscard]] const PickleNode * ArgumentInPickle(const PickleNode & node, std::size_t position);

/** Bool, Integer, Real, or a NumPy scalar of an integer or floating-point type of at most 8 bytes; none for anything
 * else. */
[[nodiscard]] std::optional<double> NumberInPickle(const PickleNode & node);

/** Plain values as JSON: tuples and lists become arrays, numbers that are not finite null, keys that are numbers their
 * text. Throws Error(BadModel) that begins with `where` for anything else, and for values that are nested deeper than
 * 100 or count more than a million when what is shared is written out. */
[[nodiscard]] Json PickleToJson(const PickleNode & node, const std::string & where);

} // namespace vox

#endif
