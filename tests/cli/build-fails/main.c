int main(void) { return LEFT_OUT; }
