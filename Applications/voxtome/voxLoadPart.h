// SPDX-License-Identifier: Apache-2.0
#ifndef voxLoadPart_h
#define voxLoadPart_h

#include <string_view>

namespace vox
{

/** The function of this name in a library of lib/voxtome beside the program's folder, which is loaded. Throws
 * Error(Resource) where the library, or what it needs, is missing; `needs` says what that is. */
[[nodiscard]] void * PartEntry(std::string_view library, const char * symbol, std::string_view needs);

/** Throws Error(Resource) unless the library is of the program's version. */
void RequirePartVersion(std::string_view library, std::string_view found);

/** A part of the program that is loaded when it is needed: the table that the function gives, without arguments. */
template <typename TPart>
[[nodiscard]] const TPart &
LoadPart(std::string_view library, const char * symbol, std::string_view needs)
{
  const auto entry = reinterpret_cast<const TPart * (*)()>(PartEntry(library, symbol, needs));
  const TPart * part = entry == nullptr ? nullptr : entry();
  RequirePartVersion(library, part == nullptr ? "none" : part->version);
  return *part;
}

} // namespace vox

#endif
