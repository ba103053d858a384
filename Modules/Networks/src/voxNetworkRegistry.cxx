// SPDX-License-Identifier: Apache-2.0
#include "voxFindByName.h"
#include "voxNetwork.h"

#include "voxHrstNetOptions.h"
#include "voxSwinUnetrOptions.h"
#include "voxTransUnet3dOptions.h"
#include "voxTransUnetOptions.h"
#include "voxUNetOptions.h"
#include "voxUNetTransformerOptions.h"
#include "voxUnetrOptions.h"

#include "Nets/voxAttentionUNet.h"
#include "Nets/voxClassicUNet.h"
#include "Nets/voxDiffusionNet.h"
#include "Nets/voxEncoderFpn.h"
#include "Nets/voxEncoderLinknet.h"
#include "Nets/voxEncoderMAnet.h"
#include "Nets/voxEncoderUNet.h"
#include "Nets/voxGridAttentionUNet.h"
#include "Nets/voxGroupNormUNet.h"
#include "Nets/voxHrstNet.h"
#include "Nets/voxKerasUNet.h"
#include "Nets/voxMeshNet.h"
#include "Nets/voxMonaiAttentionUNet.h"
#include "Nets/voxMonaiBasicUNet.h"
#include "Nets/voxMonaiBasicUNetPlusPlus.h"
#include "Nets/voxMonaiDynUNet.h"
#include "Nets/voxMonaiSegResNet.h"
#include "Nets/voxMonaiUNet.h"
#include "Nets/voxNestedUNet.h"
#include "Nets/voxR2UNet.h"
#include "Nets/voxSwinUnetr.h"
#include "Nets/voxTransUnet.h"
#include "Nets/voxTransUnet3d.h"
#include "Nets/voxUNet.h"
#include "Nets/voxUNetTransformer.h"
#include "Nets/voxUnetr.h"
#include "Nets/voxVNet.h"

namespace vox
{
namespace
{

template <typename TOptions>
TOptions
Parse(const Json & json)
{
  constexpr const char * where = "network options";
  TOptions options;
  try
  {
    FromJson(json, options, where);
  }
  catch (const Error & error) // a wrong value in a plan or a model, not on the command line
  {
    throw Error(ErrorKind::BadModel, error.what());
  }
  Validate(options, where);
  return options;
}

template <typename TOptions>
Json
Defaults()
{
  return ToJson(TOptions());
}

template <typename TOptions>
constexpr NetworkEntry
Row(std::string_view name, std::string_view help, std::string_view source,
    std::shared_ptr<Net> (*make)(const Json & options))
{
  return {
      name, help, source, &Defaults<TOptions>, [](const Json & options) { return SizesOf(Parse<TOptions>(options)); },
      make};
}

template <typename TNet, typename TOptions>
std::shared_ptr<Net>
Make(const Json & options)
{
  return std::make_shared<TNet>(Parse<TOptions>(options));
}

template <typename TEncoder>
std::shared_ptr<Net>
MakeUNet(const Json & json)
{
  const auto options = Parse<UNetOptions>(json);
  return std::make_shared<UNet>(std::make_shared<TEncoder>(options), options);
}

constexpr NetworkEntry registry[] = {
    Row<UNetOptions>("PlainConvUNet", "nnU-Net's default: plain convolutions in encoder and decoder",
                     "Isensee et al. 2021, 10.1038/s41592-020-01008-z", &MakeUNet<PlainConvEncoder>),
    Row<UNetOptions>("ResidualEncoderUNet", "nnU-Net's ResEnc presets: residual blocks in the encoder",
                     "Isensee et al. 2024, arXiv 2404.09556", &MakeUNet<ResidualEncoder>),
    Row<SwinUnetrOptions>("SwinUNETR", "Swin transformer of shifted windows with a convolutional decoder, as in MONAI",
                          "Hatamizadeh et al. 2022, arXiv 2201.01266", &Make<SwinUnetr, SwinUnetrOptions>),
    Row<TransUnetOptions>("TransUNet", "ResNet and vision transformer with a decoder of skips, 2D",
                          "Chen et al. 2021, arXiv 2102.04306", &Make<TransUnet, TransUnetOptions>),
    Row<TransUnetSmallOptions>("TransUNetSmall", "TransUNet with three convolutions in the place of the ResNet, 2D",
                               "after Chen et al. 2021, arXiv 2102.04306",
                               &Make<TransUnetSmall, TransUnetSmallOptions>),
    Row<TransUnet3dOptions>("TransUNet3D",
                            "U-Net with a transformer in the encoder, queries that refine masks, or both",
                            "after Chen et al. 2023, arXiv 2310.07781", &Make<TransUnet3d, TransUnet3dOptions>),
    Row<UNetTransformerOptions>("UNetTransformer", "U-Net with self-attention below and cross-attention in the skips",
                                "Petit et al. 2021, arXiv 2103.06104", &Make<UNetTransformer, UNetTransformerOptions>),
    Row<HrstNetOptions>("HRSTNet", "Swin transformer at several resolutions at once, which exchange features",
                        "after Wei et al. 2023, 10.3390/s23073420", &Make<HrstNet, HrstNetOptions>),
    Row<UnetrOptions>("UNETR", "vision transformer over patches with a convolutional decoder, as in MONAI",
                      "Hatamizadeh et al. 2022, arXiv 2103.10504", &Make<Unetr, UnetrOptions>),
    Row<EncoderUNetOptions>("EncoderUNet", "U-Net on a classification network, which can be pretrained",
                            "segmentation_models.pytorch's Unet, 10.1007/978-3-319-24574-4_28",
                            &Make<EncoderUNet, EncoderUNetOptions>),
    Row<EncoderUNetOptions>("EncoderUNetPlusPlus", "U-Net++ on a classification network, which can be pretrained",
                            "segmentation_models.pytorch's UnetPlusPlus, arXiv 1807.10165",
                            &Make<EncoderUNetPlusPlus, EncoderUNetOptions>),
    Row<EncoderLinknetOptions>(
        "EncoderLinknet", "adds the features of a classification network instead of concatenating",
        "segmentation_models.pytorch's Linknet, arXiv 1707.03718", &Make<EncoderLinknet, EncoderLinknetOptions>),
    Row<EncoderFpnOptions>("EncoderFpn", "feature pyramid of a classification network",
                           "segmentation_models.pytorch's FPN, arXiv 1901.02446", &Make<EncoderFpn, EncoderFpnOptions>),
    Row<EncoderMAnetOptions>(
        "EncoderMAnet", "U-Net on a classification network, with attention to positions and channels",
        "segmentation_models.pytorch's MAnet, 10.1109/ACCESS.2020.3025372", &Make<EncoderMAnet, EncoderMAnetOptions>),
    Row<MonaiUNetOptions>("MonaiUNet", "MONAI's UNet: strided convolutions, residual units on request",
                          "Kerfoot et al. 2019, 10.1007/978-3-030-12029-0_40", &Make<MonaiUNet, MonaiUNetOptions>),
    Row<MonaiBasicUNetOptions>("MonaiBasicUNet", "MONAI's BasicUNet: five levels with max pooling",
                               "Falk et al. 2019, 10.1038/s41592-018-0261-2",
                               &Make<MonaiBasicUNet, MonaiBasicUNetOptions>),
    Row<MonaiBasicUNetPlusPlusOptions>(
        "MonaiBasicUNetPlusPlus", "MONAI's BasicUNetPlusPlus: nested skips, a head for each depth",
        "Zhou et al. 2018, arXiv 1807.10165", &Make<MonaiBasicUNetPlusPlus, MonaiBasicUNetPlusPlusOptions>),
    Row<MonaiAttentionUNetOptions>("MonaiAttentionUNet", "MONAI's AttentionUnet: a gate on each skip",
                                   "Oktay et al. 2018, arXiv 1804.03999",
                                   &Make<MonaiAttentionUNet, MonaiAttentionUNetOptions>),
    Row<MonaiDynUNetOptions>("MonaiDynUNet", "MONAI's DynUNet: nnU-Net's kind, heads of the full size",
                             "Isensee et al. 2021, 10.1038/s41592-020-01008-z",
                             &Make<MonaiDynUNet, MonaiDynUNetOptions>),
    Row<MonaiSegResNetOptions>("MonaiSegResNet", "MONAI's SegResNet: residual blocks, skips that are added",
                               "Myronenko 2018, arXiv 1810.11654", &Make<MonaiSegResNet, MonaiSegResNetOptions>),
    Row<DiffusionUNetOptions>("DiffusionUNet", "diffusion U-Net with timesteps and attention, MONAI's layout",
                              "Rombach et al. 2022, arXiv 2112.10752", &Make<DiffusionNet, DiffusionUNetOptions>),
    Row<ClassicUNetOptions>(
        "ClassicUNet", "the first U-Net, of unpadded convolutions; also padded, with norms, other upsampling",
        "Ronneberger et al. 2015, 10.1007/978-3-319-24574-4_28", &Make<ClassicUNet, ClassicUNetOptions>),
    Row<UNet3DOptions>("UNet3D", "the first 3D U-Net, of unpadded convolutions that double the channels before pooling",
                       "Cicek et al. 2016, arXiv 1606.06650", &Make<UNet3D, UNet3DOptions>),
    Row<TutorialUNetOptions>("TutorialUNet", "U-Net with batch norms and transposed convolutions of kernel 4",
                             "after Ronneberger et al. 2015, 10.1007/978-3-319-24574-4_28",
                             &Make<TutorialUNet, TutorialUNetOptions>),
    Row<SmallUNetOptions>("SmallUNet", "U-Net of three levels without norms",
                          "after Ronneberger et al. 2015, 10.1007/978-3-319-24574-4_28",
                          &Make<SmallUNet, SmallUNetOptions>),
    Row<KerasUNetOptions>("KerasUNet", "the smallest U-Net: a convolution, a pooling, a transposed convolution, a skip",
                          "after Ronneberger et al. 2015, 10.1007/978-3-319-24574-4_28",
                          &Make<KerasUNet, KerasUNetOptions>),
    Row<GroupNormUNetOptions>("GroupNormUNet", "3D U-Net with group norms before its convolutions",
                              "Wolny et al. 2020, 10.7554/eLife.57613", &Make<GroupNormUNet, GroupNormUNetOptions>),
    Row<AttentionUNetOptions>("AttentionUNet", "U-Net whose skips pass additive gates of their own grid",
                              "Oktay et al. 2018, arXiv 1804.03999", &Make<AttentionUNet, AttentionUNetOptions>),
    Row<GridAttentionUNetOptions>(
        "GridAttentionUNet", "the same paper's 3D network: gates on a coarser grid, fused class maps",
        "Oktay et al. 2018, arXiv 1804.03999", &Make<GridAttentionUNet, GridAttentionUNetOptions>),
    Row<R2UNetOptions>("R2UNet", "U-Net of recurrent residual blocks; also plain, recurrent or residual ones",
                       "Alom et al. 2018, arXiv 1802.06955", &Make<R2UNet, R2UNetOptions>),
    Row<NestedUNetOptions>("NestedUNet", "UNet++: nested skips, a head for each depth",
                           "Zhou et al. 2018, arXiv 1807.10165", &Make<NestedUNet, NestedUNetOptions>),
    Row<VNetOptions>("VNet", "residual stages of 5x5x5 convolutions with strided ones in between",
                     "Milletari et al. 2016, arXiv 1606.04797; weights of MONAI", &Make<VNet, VNetOptions>),
    Row<MeshNetOptions>("MeshNet", "a stack of dilated convolutions of few channels, for whole brains",
                        "Fedorov et al. 2017, arXiv 1612.00940; weights of brainchop", &Make<MeshNet, MeshNetOptions>),
};

} // namespace

std::span<const NetworkEntry>
NetworkRegistry()
{
  return registry;
}

const NetworkEntry &
FindNetwork(std::string_view name)
{
  return FindByName(registry, name, ErrorKind::BadModel, "network");
}

} // namespace vox
