"""What is measured and pictured, apart from the tests."""
