"""What is typed and chosen about opinions."""
