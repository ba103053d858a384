// SPDX-License-Identifier: Apache-2.0
#ifndef voxTinyPictureNetwork_h
#define voxTinyPictureNetwork_h

namespace vox::testing
{

/** For --plan-set: a U-Net of few features that learns drawn pictures in seconds. */
inline constexpr const char * kTinyPictureNetwork =
    R"({"batch_size": 8, "architecture": {"network_class_name": "voxtome.TutorialUNet", "arch_kwargs": {"features": [8, 16, 32]}}})";

} // namespace vox::testing

#endif
