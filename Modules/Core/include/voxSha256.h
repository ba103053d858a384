// SPDX-License-Identifier: Apache-2.0
#ifndef voxSha256_h
#define voxSha256_h

#include <memory>
#include <string>
#include <string_view>

namespace vox
{

/** SHA-256 (FIPS 180-4) of bytes that come in pieces. Throws Error(Internal) where OpenSSL does not have it. */
class Sha256
{
public:
  Sha256();
  ~Sha256();

  void Add(std::string_view bytes);

  /** The 32 bytes of the digest; afterwards nothing more can be added. */
  [[nodiscard]] std::string Finish();

private:
  struct State;
  std::unique_ptr<State> m_State;
};

} // namespace vox

#endif
