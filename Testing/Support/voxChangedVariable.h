// SPDX-License-Identifier: Apache-2.0
#ifndef voxChangedVariable_h
#define voxChangedVariable_h

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace vox::testing
{

/** While it lives, this variable of the environment, which started programs inherit, has another value or none. */
class ChangedVariable
{
public:
  explicit ChangedVariable(std::string name, const std::optional<std::string> & value = std::nullopt)
      : m_Name(std::move(name))
  {
    if (const char * const before = std::getenv(m_Name.c_str()))
    {
      m_Before = before;
    }
    Set(value);
  }
  ~ChangedVariable() { Set(m_Before); }
  ChangedVariable(const ChangedVariable &) = delete;
  ChangedVariable & operator=(const ChangedVariable &) = delete;

private:
  void
  Set(const std::optional<std::string> & value) const
  {
    value ? ::setenv(m_Name.c_str(), value->c_str(), 1) : ::unsetenv(m_Name.c_str());
  }

  std::string m_Name;
  std::optional<std::string> m_Before;
};

} // namespace vox::testing

#endif
