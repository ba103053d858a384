// SPDX-License-Identifier: Apache-2.0
#include "voxCheckup.h"

#include "voxError.h"
#include "voxFailure.h"
#include "voxTextTable.h"

namespace vox
{

void
Checkup::Add(const Facts & facts)
{
  m_Facts.insert(m_Facts.end(), facts.begin(), facts.end());
}

bool
Checkup::Check(const std::string & name, const std::function<std::string()> & check)
{
  try
  {
    m_Facts.emplace_back(name, check());
    return true;
  }
  catch (const Cancelled &)
  {
    throw;
  }
  catch (...)
  {
    const std::exception_ptr failure = std::current_exception();
    m_Facts.emplace_back(name, "FAILED: " + DescribeFailure(failure).message);
    m_Failed.push_back(name);
    m_First = m_First ? m_First : failure;
    return false;
  }
}

void
Checkup::Show(Session & session) const
{
  session.terminal.Print(TextList(m_Facts));
  Json json = Json::object();
  for (const auto & [name, value] : m_Facts)
  {
    json[name] = value;
  }
  json["failed"] = m_Failed;
  session.terminal.Result(json);
  if (m_First)
  {
    std::rethrow_exception(m_First);
  }
}

} // namespace vox
