// SPDX-License-Identifier: Apache-2.0
#include "voxSha256.h"

#include "voxError.h"

#include <openssl/evp.h>

namespace vox
{

struct Sha256::State
{
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

namespace
{

void
Require(bool good)
{
  if (!good)
  {
    Fail(ErrorKind::Internal, "SHA-256 is not available from OpenSSL");
  }
}

} // namespace

Sha256::Sha256() : m_State(std::make_unique<State>())
{
  Require(m_State->context && EVP_DigestInit_ex(m_State->context.get(), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void
Sha256::Add(std::string_view bytes)
{
  Require(EVP_DigestUpdate(m_State->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string
Sha256::Finish()
{
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  Require(EVP_DigestFinal_ex(m_State->context.get(), reinterpret_cast<unsigned char *>(digest.data()), &length) == 1);
  digest.resize(length);
  return digest;
}

} // namespace vox
