// SPDX-License-Identifier: Apache-2.0
#include "voxXErrors.h"

#include "voxDisplay.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include <X11/Xlib.h>

namespace vox
{
namespace
{

void (*leaveNow)(std::string_view) = nullptr; // Xlib's handlers take no data of ours

int
OnConnectionLost(::Display * display)
{
  leaveNow(
      fmt::format("display: the X server at {} ended while it was drawn to; start again", ::XDisplayString(display)));
  return 0;
}

int
OnRequestRefused(::Display * display, XErrorEvent * error)
{
  std::array<char, 200> text{};
  ::XGetErrorText(display, error->error_code, text.data(), static_cast<int>(text.size()));
  leaveNow(fmt::format("display: the X server at {} refused a request ({}, number {}); try another one",
                       ::XDisplayString(display), text.data(), error->request_code));
  return 0;
}

} // namespace

void
OnDisplayLost(void (*leave)(std::string_view line))
{
  leaveNow = leave;
}

void
CatchXErrors()
{
  if (leaveNow != nullptr)
  {
    ::XSetIOErrorHandler(&OnConnectionLost);
    ::XSetErrorHandler(&OnRequestRefused);
  }
}

} // namespace vox
