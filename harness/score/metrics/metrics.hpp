#pragma once

#include "harness/score/metric.hpp"

namespace reprovip::score {

// The metrics of this folder: each a function that gives its row of the table. `builtin.cpp` lists them.
MetricEntry icc_metric();
MetricEntry nu_metric();
MetricEntry npvr_metric();
MetricEntry variance_metric();
MetricEntry rdc_metric();
MetricEntry wsd_metric();
MetricEntry digits_metric();
MetricEntry value_metric();
MetricEntry equal_metric();
MetricEntry dice_metric();
MetricEntry jaccard_metric();
MetricEntry gdice_metric();
MetricEntry overlap_metric();
MetricEntry hd95_metric();
MetricEntry hd_metric();
MetricEntry assd_metric();
MetricEntry masd_metric();
MetricEntry nsd_metric();
MetricEntry external_metric();
MetricEntry kendall_metric();
MetricEntry spearman_metric();
MetricEntry rank_stability_metric();
MetricEntry normality_metric();
MetricEntry fleiss_metric();
MetricEntry ac1_metric();
MetricEntry krippendorff_metric();
MetricEntry raters_metric();
MetricEntry pairwise_dice_metric();
MetricEntry staple_metric();
MetricEntry discriminability_metric();
MetricEntry fingerprint_metric();
MetricEntry dbicc_metric();
MetricEntry i2c2_metric();
MetricEntry mae_metric();
MetricEntry rmse_metric();
MetricEntry nrmse_metric();
MetricEntry psnr_metric();
MetricEntry ncc_metric();
MetricEntry ssim_metric();
MetricEntry histogram_metric();
MetricEntry flips_metric();
MetricEntry mcnemar_metric();
MetricEntry noise_ratio_metric();
MetricEntry normalised_error_metric();
MetricEntry coverage_metric();
MetricEntry nondeterminism_metric();
MetricEntry maps_metric();
MetricEntry sigdigits_metric();
MetricEntry icc_map_metric();
MetricEntry uncertainty_metric();
MetricEntry variance_map_metric();
MetricEntry bland_altman_metric();
MetricEntry ccc_metric();
MetricEntry tost_metric();
MetricEntry variance_ratio_metric();
MetricEntry no_worse_metric();
MetricEntry welch_metric();
MetricEntry ks_metric();
MetricEntry stability_metric();
MetricEntry voxel_stability_metric();
MetricEntry rms_deviation_metric();
MetricEntry framewise_displacement_metric();
MetricEntry displacement_metric();
MetricEntry directions_metric();

// What the options of several are called.
model::OptionDecl confidence_declaration();

} // namespace reprovip::score
