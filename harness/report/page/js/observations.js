// What executions gave for a value, with who and where: the rows that distributions and differences are drawn from.
const observations = (() => {
  const series_of = (of) => study.series.find((series) => series.of === of);
  const options = () => study.series.map((series) => ({
    value: series.of, text: series.status && series.status !== 'pass' ? `${series.of} (${marks.of_status(series.status).word})` : series.of }));

  // The value to show first.
  const first = () => (series_of(study.worst) || study.series[0]).of;

  // {execution, subject, condition, value}, those that are there.
  function rows_of(series) {
    const { subject, condition } = study.executions;
    return series.values.flatMap((value, execution) =>
      (value === null ? [] : [{ execution, subject: subject[execution], condition: condition[execution], value }]));
  }

  const varying = () => study.factors.map((factor, place) => ({ ...factor, place })).filter((factor) => factor.levels.length > 1);
  const level_of = (row, factor) => study.conditions[row.condition].levels[factor.place];

  // The condition without one factor: what must be equal when its levels are compared.
  const rest_of = (row, factor) => study.conditions[row.condition].levels.filter((level, place) => place !== factor.place).join(',');

  return { series_of, options, first, rows_of, varying, level_of, rest_of };
})();
