"""What people type about agencies, boards, posts and people."""
