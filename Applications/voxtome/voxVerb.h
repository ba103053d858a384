// SPDX-License-Identifier: Apache-2.0
#ifndef voxVerb_h
#define voxVerb_h

#include "voxOptions.h"
#include "voxSession.h"

#include <string_view>
#include <vector>

namespace CLI
{
class App;
}

namespace vox
{

/** What a verb says about itself. No field is empty. */
struct VerbText
{
  std::string_view name;
  std::string_view summary;     ///< one line, for the list of verbs
  std::string_view description; ///< what it reads, does and writes
  std::string_view limitations;
  std::string_view example; ///< one or more commands that work, one a line
};

/** One verb of the program. Describe registers its options, which CLI11 stores in the verb; Run does the work and
 * reports failures by exception. Each verb has a pair of files that declares nothing but its maker. */
class Verb
{
public:
  Verb() = default;
  virtual ~Verb() = default;
  Verb(const Verb &) = delete;
  Verb & operator=(const Verb &) = delete;

  [[nodiscard]] virtual VerbText Text() const = 0;
  virtual void Describe(CLI::App & app) = 0;
  virtual void Run(Session & session) = 0;
  /** What --set can set; nothing where a verb has no such option. */
  [[nodiscard]] virtual std::vector<FieldDescription>
  Keys() const
  {
    return {};
  }
};

} // namespace vox

#endif
