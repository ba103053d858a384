// SPDX-License-Identifier: Apache-2.0
#ifndef voxPrivateXServer_h
#define voxPrivateXServer_h

#include <filesystem>
#include <string>

#include <sys/types.h>

namespace vox
{

/** An Xvfb of this process alone. A guardian process between the two ends it and removes its folder when this process
 * has closed its end of a pipe, which happens also when it is killed. Throws Error(Resource) where Xvfb is not
 * installed or does not start. */
class PrivateXServer
{
public:
  PrivateXServer();
  /** Returns when the server is gone. */
  ~PrivateXServer();
  PrivateXServer(const PrivateXServer &) = delete;
  PrivateXServer & operator=(const PrivateXServer &) = delete;

  [[nodiscard]] const std::string &
  Name() const
  {
    return m_Name;
  }
  /** The file with its cookie. */
  [[nodiscard]] std::filesystem::path Authority() const;

private:
  void Start(const std::filesystem::path & program);
  void End();

  std::filesystem::path m_Folder;
  std::string m_Name;
  int m_Alive = -1; ///< the guardian ends when this end of its pipe is closed
  pid_t m_Guardian = -1;
};

} // namespace vox

#endif
