// SPDX-License-Identifier: Apache-2.0
#ifndef voxCheckup_h
#define voxCheckup_h

#include "voxMachine.h"
#include "voxSession.h"

#include <functional>

namespace vox
{

/** Facts, and things that are tried: one that fails is told beside the others, and ends the run when all is said. */
class Checkup
{
public:
  void Add(const Facts & facts);

  /** Adds what `check` says of itself, or what it throws. Returns whether it succeeded. */
  bool Check(const std::string & name, const std::function<std::string()> & check);

  /** All facts as a list and as a result. Throws the first failure again. */
  void Show(Session & session) const;

private:
  Facts m_Facts;
  std::vector<std::string> m_Failed; ///< names of checks
  std::exception_ptr m_First;
};

} // namespace vox

#endif
