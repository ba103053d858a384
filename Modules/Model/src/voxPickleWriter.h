// SPDX-License-Identifier: Apache-2.0
#ifndef voxPickleWriter_h
#define voxPickleWriter_h

#include "voxJson.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace vox
{

/** Appends Python values in the pickle protocol 2, which every release of Python 3 reads. Containers are opened and
 * closed: OpenDict(), then key, value, key, value ..., CloseDict(). */
class PickleWriter
{
public:
  PickleWriter();

  void None();
  void Bool(bool value);
  void Integer(std::int64_t value);
  void Real(double value);
  void Text(std::string_view value);
  /** Null, numbers, text, lists and dicts with text keys. */
  void Value(const Json & json);

  void OpenDict();
  void CloseDict();
  /** collections.OrderedDict, closed by CloseDict. */
  void OpenOrderedDict();
  void OpenTuple();
  void CloseTuple();
  void OpenList();
  void CloseList();

  /** A class or function; both names as Python writes them. */
  void Global(std::string_view module, std::string_view name);
  /** Calls the function below with the tuple above. */
  void Call();
  /** Makes the tuple above a reference to something outside of the pickle. */
  void Persistent();

  /** Ends the pickle and gives its bytes. */
  [[nodiscard]] std::string Finish();

private:
  void Byte(unsigned char value);

  std::string m_Bytes;
};

} // namespace vox

#endif
