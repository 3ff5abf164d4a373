#include <stdio.h>

/* Kahan's sum: what -ffast-math may simplify away is exactly what makes it accurate. */
int main(void) {
  volatile double term = 0.1;
  double sum = 0.0, carry = 0.0;
  for (int i = 0; i < 1000000; ++i) {
    const double y = term - carry;
    const double t = sum + y;
    carry = (t - sum) - y;
    sum = t;
  }
  FILE* file = fopen("sum.txt", "w");
  if (file == NULL) {
    return 1;
  }
  fprintf(file, "%.17g\n", sum);
  return fclose(file) == 0 ? 0 : 1;
}
