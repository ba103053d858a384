// SPDX-License-Identifier: Apache-2.0
#ifndef voxRethrowAs_h
#define voxRethrowAs_h

#include "voxError.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace vox
{

/** Calls `work` and gives back its result. A mistake of the user's that it reports (Usage, BadInput, BadModel) gets
 * another kind: a wrong value inside a model file is BadModel, whichever parser found it. The message stays, after
 * `prefix`, but in one line: names within a file may hold line ends. */
template <typename TWork>
decltype(auto)
RethrowAs(ErrorKind kind, TWork && work, const std::string & prefix = {})
{
  try
  {
    return std::invoke(std::forward<TWork>(work));
  }
  catch (const Error & error)
  {
    if (error.Kind() == ErrorKind::Internal || error.Kind() == ErrorKind::Resource)
    {
      throw;
    }
    std::string message = prefix + error.what();
    std::ranges::replace_if(
        message, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
    throw Error(kind, message);
  }
}

} // namespace vox

#endif
